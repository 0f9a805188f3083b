package io.deskloom.imports;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.Priority;
import io.deskloom.model.TicketTypeDef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What rows become: tickets of a type, records of an object type. An implementation turns drafts into commands of the one
 * write path and nothing else; reading, mapping, progress and resuming are not its affair.
 */
public interface ImportTarget {
    /**
     * Where columns may go for this actor: the fields it may write on something new, as far as it knows of them.
     *
     * @return empty when the type is not one of this target; refused when the actor may not create any
     */
    Optional<Result<Fields>> fields(Actor actor, String type, Moment moment);

    /**
     * @param closed keys of further fields the actor may see, which nothing a cell says can fill: files, and what the server
     *     itself computes or counts
     * @param titleField key of the field that names what is made, "" when it is out of reach: a text that is too long for it is
     *     shortened, because it usually stands somewhere else as well
     * @param priority whether rows may have one
     */
    record Fields(List<FieldDef> fields, Set<String> closed, String titleField, boolean priority) {
        public Fields {
            fields = List.copyOf(fields);
            closed = Set.copyOf(closed);
        }

        /** Where columns can go: keys of fields, and {@link Mapping#PRIORITY}. */
        List<String> targets() {
            Stream<String> keys = fields.stream().map(FieldDef::key);
            return (priority ? Stream.concat(keys, Stream.of(Mapping.PRIORITY)) : keys).toList();
        }

        /** The fields of {@code type} that the actor may write on something new, as far as cells can say what is in them. */
        static Fields writable(Actor actor, TicketTypeDef type, boolean priority, Moment moment) {
            Map<String, FieldState> states = FieldAccess.offered(type, FlowAndAccess.of(type), actor, null, moment);
            List<FieldDef> writable = type.fields().stream()
                    .filter(f -> states.getOrDefault(f.key(), FieldAccess.HIDDEN)
                            .level()
                            .canWrite())
                    .filter(Fields::fitsACell)
                    .toList();
            Set<String> closed = type.fields().stream()
                    .filter(f -> !fitsACell(f)
                            && states.getOrDefault(f.key(), FieldAccess.HIDDEN).level() != Level.HIDDEN)
                    .map(FieldDef::key)
                    .collect(Collectors.toSet());
            boolean title = writable.stream().anyMatch(f -> f.key().equals(type.titleField()));
            return new Fields(writable, closed, title ? type.titleField() : "", priority);
        }

        private static boolean fitsACell(FieldDef field) {
            return !field.isAssigned() && !field.kind().type().holdsFiles();
        }
    }

    /**
     * One row as something to be made.
     *
     * @param external what tells whether it is there already
     * @param fields by key, plain JSON as the API takes it
     */
    record Draft(
            External external,
            Map<String, @Nullable Object> fields,
            @Nullable Priority priority) {}

    /** What became of a draft, or would. */
    sealed interface Outcome {
        record Created() implements Outcome {}

        /** It was there, and has been changed. */
        record Updated() implements Outcome {}

        /** It was there, and was left as it is. */
        record Known() implements Outcome {}

        record Rejected(Rejection why) implements Outcome {}
    }

    /** What would become of the drafts; writes nothing. */
    List<Outcome> attempt(Actor actor, String type, List<Draft> drafts, Instant now);

    /**
     * Writes the drafts and the job's progress in one transaction.
     *
     * @param progress the job's next step, given the outcomes
     * @return one for each draft; empty, and nothing written, when the job is no longer this worker's
     */
    Optional<List<Outcome>> write(
            Actor actor, String type, List<Draft> drafts, Function<List<Outcome>, Step> progress, Instant now);
}
