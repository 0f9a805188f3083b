package io.deskloom.rest;

import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.KindChange;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What would become of a field's values if it were of another kind. */
@Path("/api/v1/metadata/kind-change")
@Tag(name = "metadata")
class KindChangeResource {
    private static final int MOST_OPTIONS = 200;

    private final KindChange changes;
    private final CurrentSnapshots snapshots;
    private final RequestActor actor;

    KindChangeResource(KindChange changes, CurrentSnapshots snapshots, RequestActor actor) {
        this.changes = changes;
        this.snapshots = snapshots;
        this.actor = actor;
    }

    /**
     * A field and the kind it might get.
     *
     * @param type key of the ticket type
     * @param field key of the field
     * @param options keys, for single and multi
     */
    @Schema(name = "KindChange")
    record ChangeBody(
            @Schema(required = true) @Nullable String type,
            @Schema(required = true) @Nullable String field,
            @Schema(required = true) @Nullable String kind,
            @Nullable List<@Nullable String> options,
            @Nullable Integer maxLength,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable Integer scale,
            @Nullable String currency) {}

    /** @param code why there is no such value; null when it only loses something */
    @Schema(name = "KindChangeSample")
    record SampleBody(String ticket, @Nullable String code) {}

    /**
     * Values by what becomes of them.
     *
     * @param total how many there are
     * @param more whether there are more than were counted
     * @param looked how many were tried, the newest
     */
    @Schema(name = "KindChangePreview")
    record PreviewBody(
            int total, boolean more, int looked, int exact, int lossy, int failing, List<SampleBody> samples) {}

    @POST
    @Path("/preview")
    @Needs("metadata.publish")
    public PreviewBody preview(ChangeBody body) {
        new Given()
                .need("type", body.type())
                .need("field", body.field())
                .need("kind", body.kind())
                .check();
        MetadataSnapshot now = snapshots.current(actor.tenant());
        Problems problems = new Problems();
        TicketTypeDef type = now.anyType(Given.sure(body.type())).orElse(null);
        Optional<FieldDef> field = Optional.ofNullable(type).flatMap(t -> t.field(Given.sure(body.field())));
        Optional<Kind> kind = FieldTypes.kind(Given.sure(body.kind()));
        if (type == null) {
            problems.add("/type", "type.unknown", "There is no such type.");
        } else if (field.isEmpty()) {
            problems.add("/field", "field.unknown", "There is no such field.");
        }
        if (kind.isEmpty()) {
            problems.add("/kind", "kind.unknown", "There is no such kind of field.");
        }
        List<@Nullable String> options = body.options() == null ? List.of() : body.options();
        if (options.size() > MOST_OPTIONS) {
            problems.add(Problem.of(
                    "/options",
                    "field.too-many",
                    "At most " + MOST_OPTIONS + " entries.",
                    java.util.Map.of("max", String.valueOf(MOST_OPTIONS))));
        }
        if (!problems.isEmpty() || type == null || field.isEmpty() || kind.isEmpty()) {
            throw RefusedException.of(Rejection.invalid(problems.list()));
        }
        KindChange.Preview preview =
                changes.preview(actor.tenant(), now, type, field.get(), kind.get(), settings(body, options));
        return new PreviewBody(
                Math.min(preview.total(), KindChange.MOST),
                preview.total() > KindChange.MOST,
                preview.looked(),
                preview.exact(),
                preview.lossy(),
                preview.failing(),
                preview.samples().stream()
                        .map(s -> new SampleBody(s.ticket(), s.code()))
                        .toList());
    }

    private static Settings settings(ChangeBody body, List<@Nullable String> options) {
        return new Settings(
                options.stream()
                        .filter(key -> key != null)
                        .map(key -> new Settings.Option(key, Label.of(key), null))
                        .toList(),
                body.maxLength(),
                body.min(),
                body.max(),
                body.scale() == null ? null : Math.clamp(body.scale(), 0, 9),
                body.currency());
    }
}
