package io.deskloom.rules;

import io.deskloom.expr.ExprType;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.Relations;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be at the paths of a type at all: an option that does not exist never is. */
final class Universe implements Function<String, Domain> {
    private static final Domain YES_OR_NO = Domain.only(Set.of(Value.bool(true), Value.bool(false)), true);

    private final MetadataSnapshot snapshot;
    private final TicketTypeDef type;
    private final Map<String, Domain> known = new HashMap<>();

    Universe(MetadataSnapshot snapshot, TicketTypeDef type) {
        this.snapshot = snapshot;
        this.type = type;
    }

    @Override
    public Domain apply(String key) {
        return known.computeIfAbsent(key, this::of);
    }

    private Domain of(String key) {
        // Whether a list holds something, and what nobody understands, are yes/nos.
        if (key.startsWith("?") || key.indexOf('\n') >= 0) {
            return YES_OR_NO;
        }
        return switch (key) {
            case "ticket.type", "record.type" -> texts(Set.of(type.key()), false);
            case "ticket.priority" ->
                texts(Arrays.stream(Priority.values()).map(Priority::wire).toList(), false);
            case "ticket.status" ->
                texts(
                        Arrays.stream(StatusCategory.values())
                                .map(StatusCategory::wire)
                                .toList(),
                        true);
            case "ticket.team" -> texts(snapshot.teams().keySet(), true);
            case "ticket.step" ->
                texts(type.flow().nodes().stream().map(FlowDef.Node::id).toList(), true);
            case "event.kind" -> kinds(EnumSet.allOf(RuleDef.On.class));
            default -> field(type, key).map(this::of).orElse(Domain.EVERYTHING);
        };
    }

    /** What the events a rule listens to are called. */
    static Domain kinds(Set<RuleDef.On> on) {
        Set<String> kinds = new HashSet<>();
        // To rules an action is a change, and an answer a comment.
        on.forEach(o -> kinds.add(
                switch (o) {
                    case ACTED -> RuleDef.On.UPDATED.wire();
                    case REPLIED -> RuleDef.On.COMMENTED.wire();
                    case CREATED, UPDATED, COMMENTED, ELAPSED, DUE, DECIDED -> o.wire();
                }));
        return texts(kinds, false);
    }

    Optional<FieldDef> field(String path) {
        return field(type, path);
    }

    private Optional<FieldDef> field(TicketTypeDef of, String path) {
        String own = path.startsWith(TicketPaths.OLD) ? path.substring(TicketPaths.OLD.length()) : path;
        Optional<FieldDef> field = of.field(own);
        return field.isPresent()
                ? field
                : Relations.first(of, own)
                        .flatMap(lookup ->
                                snapshot.object(String.valueOf(lookup.settings().target())))
                        .flatMap(target -> field(target, Relations.rest(own)));
    }

    private Domain of(FieldDef field) {
        if (field.kind() == Kind.SINGLE || field.kind() == Kind.TREE) {
            List<String> keys = new ArrayList<>();
            collect(field.settings().options(), "", keys);
            return texts(keys, true);
        }
        if (field.kind() == Kind.TEAM) {
            return texts(snapshot.teams().keySet(), true);
        }
        return TicketPaths.typeOf(field.kind()) == ExprType.BOOL ? YES_OR_NO : Domain.EVERYTHING;
    }

    /** The keys of options, those of trees with the way to them. */
    private static void collect(List<Settings.Option> options, String above, List<String> into) {
        for (Settings.Option option : options) {
            into.add(above + option.key());
            collect(option.children(), above + option.key() + "/", into);
        }
    }

    private static Domain texts(Collection<String> texts, boolean none) {
        Set<Value> values = new HashSet<>();
        texts.forEach(t -> values.add(Value.text(t)));
        return Domain.only(values, none);
    }

    /** Everything a stream of a domain's listed values holds. */
    static Stream<Value> listed(Domain domain) {
        Set<Value> only = domain.only();
        return only == null ? Stream.of() : only.stream();
    }
}
