package io.deskloom.rest;

import io.deskloom.activity.RuleActivity;
import io.deskloom.activity.RuleActivityStore;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.view.Notices;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What rules did lately, for those who answer for them. */
@Path("/api/v1/admin/rules/activity")
@Tag(name = "admin")
class RuleActivityResource {
    private final RuleActivity activity;
    private final RuleActivityStore store;
    private final Notices notices;
    private final Now now;

    RuleActivityResource(RuleActivity activity, RuleActivityStore store, Notices notices, Now now) {
        this.activity = activity;
        this.store = store;
        this.notices = notices;
        this.now = now;
    }

    /**
     * @param since the whole hour counting begins with
     * @param hours what happened in each hour anything did, oldest first
     * @param events what rules were asked about, and how long that took
     * @param rules every rule of the release in force, in the order they act
     */
    @Schema(name = "RuleActivity")
    record ActivityBody(Instant since, List<HourBody> hours, List<EventBody> events, List<RuleBody> rules) {}

    @Schema(name = "RuleActivityHour")
    record HourBody(Instant hour, long asked, long fired, long failed) {}

    /**
     * @param type key; null for a type that is defined no more
     * @param event "created", "updated", "acted", "commented", or several at once: "acted+commented"
     */
    @Schema(name = "RuleActivityEvent")
    record EventBody(@Nullable String type, String event, long times, long averageMicros, long slowestMicros) {}

    /**
     * @param asked how often the events it listens to happened
     * @param fired how often it did what it wants
     * @param failures how often it did not, by problem code; "rule.refused" is a change it kept from being saved
     * @param lastTicket null when the caller may not see it, and when it was never made
     */
    @Schema(name = "RuleActivityOfRule")
    record RuleBody(
            String id,
            String key,
            Map<String, String> label,
            @Nullable String pack,
            @Nullable String version,
            String type,
            List<String> on,
            int order,
            long asked,
            long fired,
            List<FailureBody> failures,
            @Nullable Instant lastAt,
            @Nullable LastBody lastTicket) {}

    @Schema(name = "RuleFailure")
    record FailureBody(String code, long times) {}

    @Schema(name = "RuleLastTicket")
    record LastBody(UUID id, String number) {}

    @GET
    @Needs("metadata.read")
    @Operation(
            operationId = "ruleActivity",
            summary = "How often rules were asked, fired and failed",
            description =
                    "Counted by whole hours, some seconds behind; what a node has counted when it is killed is lost.")
    public ActivityBody activity(
            @Parameter(description = "hour, day or month: 30 days") @QueryParam("window") @DefaultValue("day")
                    String window) {
        Actor actor = now.actor();
        MetadataSnapshot metadata = now.metadata();
        Instant since = now.moment().now().minus(window(window)).truncatedTo(ChronoUnit.HOURS);
        Map<String, String> ids = new HashMap<>();
        Map<String, String> keys = new HashMap<>();
        metadata.everyType().forEach(t -> {
            ids.put(t.key(), t.id());
            keys.put(t.id(), t.key());
        });
        List<RuleActivity.OfRule> rules = activity.since(actor.tenant(), metadata.rules(), ids, since);
        Map<TicketId, Notices.Named> named = notices.named(
                actor,
                metadata,
                rules.stream()
                        .map(RuleActivity.OfRule::lastRecord)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()),
                now.moment());
        return new ActivityBody(
                since,
                store.hours(actor.tenant(), since).stream()
                        .map(h -> new HourBody(h.hour(), h.askings(), h.fired(), h.failed()))
                        .toList(),
                store.askings(actor.tenant(), since).stream()
                        .map(a -> new EventBody(
                                keys.get(a.type()),
                                a.event(),
                                a.times(),
                                a.micros() / Math.max(1, a.times()),
                                a.slowest()))
                        .toList(),
                rules.stream().map(r -> body(r, named)).toList());
    }

    private static Duration window(String window) {
        return switch (window) {
            case "hour" -> Duration.ofHours(1);
            case "month" -> Duration.ofDays(30);
            default -> Duration.ofDays(1);
        };
    }

    private static RuleBody body(RuleActivity.OfRule one, Map<TicketId, Notices.Named> named) {
        RuleDef rule = one.rule();
        TicketId last = one.lastRecord();
        Notices.Named ticket = last == null ? null : named.get(last);
        return new RuleBody(
                rule.id(),
                rule.key(),
                rule.label().byLanguage(),
                rule.origin().pack(),
                rule.origin().version(),
                rule.type(),
                rule.on().stream().sorted().map(RuleDef.On::wire).toList(),
                rule.order(),
                one.asked(),
                one.fired(),
                new TreeMap<>(one.failures())
                        .entrySet().stream()
                                .map(f -> new FailureBody(f.getKey(), f.getValue()))
                                .toList(),
                one.lastAt(),
                last == null || ticket == null ? null : new LastBody(last.value(), ticket.number()));
    }
}
