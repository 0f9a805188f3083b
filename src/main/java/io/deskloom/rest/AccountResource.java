package io.deskloom.rest;

import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Colleagues, teams and roles, to choose from. */
@Path("/api/v1")
@Tag(name = "accounts")
class AccountResource {
    private static final int MOST = 100;

    private final RequestActor actor;
    private final Accounts accounts;
    private final WorkspaceInfo workspaces;

    AccountResource(RequestActor actor, Accounts accounts, WorkspaceInfo workspaces) {
        this.actor = actor;
        this.accounts = accounts;
        this.workspaces = workspaces;
    }

    @Schema(name = "AccountChoice")
    record AccountChoice(UUID id, String name, String login, List<String> teams) {
        static AccountChoice of(Account a) {
            return new AccountChoice(
                    a.id().value(),
                    a.name(),
                    a.login(),
                    a.teams().stream().sorted().toList());
        }
    }

    /** @param label by language tag */
    @Schema(name = "TeamChoice")
    record TeamChoice(@Schema(examples = "after_sales") String key, Map<String, String> label) {}

    /** @param label by language tag */
    @Schema(name = "RoleChoice")
    record RoleChoice(@Schema(examples = "agent") String key, Map<String, String> label) {}

    @GET
    @Path("/accounts")
    @LoggedIn("tickets:read")
    public List<AccountChoice> accounts(
            @Parameter(description = "part of a name or login") @QueryParam("q") @DefaultValue("") String q,
            @Parameter(description = "account ids separated by commas, instead of q") @QueryParam("ids") @Nullable
                    String ids,
            @Parameter(description = "1 to 100") @QueryParam("limit") @DefaultValue("20") int limit) {
        if (limit < 1 || limit > MOST || q.length() > MOST) {
            throw malformed("limit", "A limit is 1 to 100, and so is the length of what is looked for.");
        }
        List<Account> found = ids == null
                ? accounts.search(actor.tenant(), q.strip(), limit)
                : accounts.byIds(actor.tenant(), parse(ids));
        return found.stream().map(AccountChoice::of).toList();
    }

    @GET
    @Path("/teams")
    @LoggedIn("tickets:read")
    public List<TeamChoice> teams() {
        return workspaces
                .release(actor.tenant())
                .map(s -> s.teams().values().stream()
                        .map(t -> new TeamChoice(t.key(), t.label().byLanguage()))
                        .sorted(Comparator.comparing(TeamChoice::key))
                        .toList())
                .orElse(List.of());
    }

    /** The roles an account can have, for who gives them. */
    @GET
    @Path("/roles")
    @Needs("accounts.manage")
    public List<RoleChoice> roles() {
        return workspaces
                .release(actor.tenant())
                .map(s -> s.roles().values().stream()
                        .map(r -> new RoleChoice(r.key(), r.label().byLanguage()))
                        .sorted(Comparator.comparing(RoleChoice::key))
                        .toList())
                .orElse(List.of());
    }

    private static List<AccountId> parse(String ids) {
        String[] parts = ids.split(",");
        if (parts.length > MOST) {
            throw malformed("ids", "At most 100 ids at once.");
        }
        try {
            return Arrays.stream(parts)
                    .map(String::strip)
                    .filter(p -> !p.isEmpty())
                    .map(p -> new AccountId(UUID.fromString(p)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw malformed("ids", "An id is a UUID.");
        }
    }

    private static RefusedException malformed(String parameter, String message) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED,
                ProblemType.MALFORMED.code,
                ProblemType.MALFORMED.title,
                List.of(Problem.of("?" + parameter, "parameter.invalid", message))));
    }
}
