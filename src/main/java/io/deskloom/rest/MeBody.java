package io.deskloom.rest;

import io.deskloom.identity.Account;
import io.deskloom.identity.Actor;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in, and what the page needs to know to begin.
 *
 * @param abilities rights outside tickets; for showing and hiding only, the server asks again
 * @param release the current release's short form, null for a workspace that has published nothing yet
 * @param passwordChangeRequired whether a one-time password must be replaced before anything else
 */
@Schema(name = "Me")
record MeBody(
        UUID id,
        @Schema(examples = "jun") String login,
        @Schema(examples = "Jun Li") String name,
        @Schema(enumeration = {"en", "zh"}) String language,
        @Schema(enumeration = {"light", "dark", "auto"}) String theme,
        List<String> roles,
        List<String> teams,
        List<String> abilities,
        Workspace workspace,
        @Nullable String release,
        boolean passwordChangeRequired) {
    /** @param label by language tag */
    @Schema(name = "Workspace")
    record Workspace(
            @Schema(examples = "demo") String key,
            Map<String, String> label,
            @Schema(examples = "Asia/Shanghai") String zone,
            @Schema(examples = "CNY") String currency,
            List<String> languages) {}

    static MeBody of(Actor actor, Account account, WorkspaceInfo workspaces) {
        return new MeBody(
                account.id().value(),
                account.login(),
                account.name(),
                account.language(),
                account.theme(),
                actor.roles().stream().sorted().toList(),
                actor.teams().stream().sorted().toList(),
                actor.abilities().stream().sorted().toList(),
                workspaces.describe(actor.tenant()),
                workspaces
                        .release(actor.tenant())
                        .map(s -> s.release().shortForm())
                        .orElse(null),
                account.mustChangePassword());
    }
}
