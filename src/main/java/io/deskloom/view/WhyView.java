package io.deskloom.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why the rules did what they did in one command, as the caller may know it.
 *
 * @param release the rules' release
 * @param event id of the event it belongs to
 */
public record WhyView(
        String release,
        UUID event,
        Instant at,
        List<FiredRule> fired,
        List<NotFiredRule> notFired,
        List<FactView> facts) {

    /**
     * A rule that fired.
     *
     * @param sentence its condition in words, by language; null when it looks at something the caller may not read
     */
    public record FiredRule(
            String rule,
            Map<String, String> label,
            @Nullable String pack,
            @Nullable String version,
            @Nullable Map<String, String> sentence,
            List<RuleIntent> intents,
            List<ScriptRun> scripts) {}

    /**
     * A script a rule asked what it wants.
     *
     * @param log what it wrote; null when it looked at something the caller may not read
     * @param micros microseconds it took; null likewise
     * @param failed code of why it said nothing
     * @param line of its text where it failed, when that is known
     */
    public record ScriptRun(
            String script,
            @Nullable List<String> log,
            @Nullable Long micros,
            @Nullable String failed,
            @Nullable Integer line) {}

    /**
     * What a rule wanted.
     *
     * @param target "priority", "team", "assignee", "step", "ticket", a script's name, of a comment "internal" or "public", "agenda", of a new
     *     ticket its type, or a field key
     * @param value priority, team key, account id, action, text, entries or JSON value
     * @param refused code of why it was not applied
     */
    public record RuleIntent(
            @Schema(
                    enumeration = {
                        "priority",
                        "team",
                        "field",
                        "add",
                        "remove",
                        "assign",
                        "comment",
                        "act",
                        "notify",
                        "mail",
                        "script",
                        "webhook",
                        "connector",
                        "refuse",
                        "start_clock",
                        "stop_clock",
                        "promise",
                        "approval",
                        "remedy",
                        "link",
                        "create",
                        "route"
                    })
            String kind,

            String target,
            @Nullable Object value,
            @Nullable String refused) {}

    /**
     * A rule that did not fire.
     *
     * @param failing the clauses that were false
     * @param held how many of its clauses held
     */
    public record NotFiredRule(
            String rule,
            Map<String, String> label,
            @Nullable String pack,
            @Nullable String version,
            List<FailingClause> failing,
            int held) {}

    /**
     * A false clause.
     *
     * @param sentence in words by language; null when redacted
     * @param redacted whether it looks at something the caller may not read
     */
    public record FailingClause(@Nullable Map<String, String> sentence, boolean redacted) {}

    /**
     * A fact the rules looked at.
     *
     * @param value JSON form; null when empty or redacted
     */
    public record FactView(
            String path,
            @Nullable Map<String, String> label,
            @Nullable Object value,
            boolean redacted) {}
}
