package io.deskloom.model;

import io.deskloom.kernel.ReleaseId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All definitions of one release of one workspace; immutable, shared by every request that runs on it. Maps are by key.
 *
 * @param types ticket types
 * @param objects object types; no key and no id is also a ticket type's
 * @param panels what stands beside tickets, by ticket type key; not every type has one
 * @param mails words of mails, by key
 * @param relations the paths through lookups that each type's definitions mention, by type key (see {@link Relations})
 * @param scripts by name: a key for the workspace's own, {@code <pack id>/<key>} for a pack's
 * @param dependents whose derived fields rest on records of which type
 * @param counters what rules may have counted
 * @param macros what people may have done at once, in the order they are offered
 * @param automations those of {@code rules} that each ticket sets a timer for, by type key
 * @param integrations what is called outside
 * @param serviceLevels calendars, and how soon what is to happen with tickets
 * @param tables decision tables, those of packs by namespace and key; their rows are among the rules
 * @param routings who gets tickets
 */
public record MetadataSnapshot(
        ReleaseId release,
        WorkspaceDef workspace,
        Map<String, RoleDef> roles,
        Map<String, TeamDef> teams,
        Map<String, TicketTypeDef> types,
        Map<String, TicketTypeDef> objects,
        Map<String, PanelDef> panels,
        Map<String, ViewDef> views,
        Map<String, PackDef> packs,
        List<RuleDef> rules,
        Map<String, MailDef> mails,
        Map<String, Set<String>> relations,
        Map<String, ScriptDef> scripts,
        Dependents dependents,
        Map<String, CounterDef> counters,
        Map<String, MacroDef> macros,
        Map<String, List<RuleDef>> automations,
        Integrations integrations,
        Map<String, TableDef> tables,
        ServiceLevels serviceLevels,
        Map<String, RoutingDef> routings) {
    public MetadataSnapshot {
        routings = Map.copyOf(routings);
        tables = Map.copyOf(tables);
        roles = Map.copyOf(roles);
        teams = Map.copyOf(teams);
        types = Map.copyOf(types);
        objects = Map.copyOf(objects);
        panels = Map.copyOf(panels);
        views = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(views));
        packs = Map.copyOf(packs);
        rules = List.copyOf(rules);
        mails = Map.copyOf(mails);
        relations = Map.copyOf(relations);
        scripts = Map.copyOf(scripts);
        counters = Map.copyOf(counters);
        macros = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(macros));
        automations = Map.copyOf(automations);
    }

    /** Of these definitions. */
    public MetadataSnapshot(
            ReleaseId release,
            WorkspaceDef workspace,
            Map<String, RoleDef> roles,
            Map<String, TeamDef> teams,
            Map<String, TicketTypeDef> types,
            Map<String, TicketTypeDef> objects,
            Map<String, PanelDef> panels,
            Map<String, ViewDef> views,
            Map<String, PackDef> packs,
            List<RuleDef> rules,
            Map<String, MailDef> mails,
            Map<String, Set<String>> relations,
            Map<String, ScriptDef> scripts,
            Dependents dependents,
            Map<String, CounterDef> counters,
            Map<String, MacroDef> macros,
            Integrations integrations,
            Map<String, TableDef> tables,
            ServiceLevels serviceLevels,
            Map<String, RoutingDef> routings) {
        this(
                release,
                workspace,
                roles,
                teams,
                types,
                objects,
                panels,
                views,
                packs,
                rules,
                mails,
                relations,
                scripts,
                dependents,
                counters,
                macros,
                rules.stream()
                        .filter(rule -> rule.timing() instanceof RuleDef.Timing.After)
                        .collect(Collectors.groupingBy(RuleDef::type)),
                integrations,
                tables,
                serviceLevels,
                routings);
    }

    /** Of definitions without scripts, none of which rests on records of another type. */
    public MetadataSnapshot(
            ReleaseId release,
            WorkspaceDef workspace,
            Map<String, RoleDef> roles,
            Map<String, TeamDef> teams,
            Map<String, TicketTypeDef> types,
            Map<String, TicketTypeDef> objects,
            Map<String, PanelDef> panels,
            Map<String, ViewDef> views,
            Map<String, PackDef> packs,
            List<RuleDef> rules,
            Map<String, Set<String>> relations) {
        this(
                release,
                workspace,
                roles,
                teams,
                types,
                objects,
                panels,
                views,
                packs,
                rules,
                Map.of(),
                relations,
                Map.of(),
                Dependents.NONE,
                Map.of(),
                Map.of(),
                Integrations.NONE,
                Map.of(),
                ServiceLevels.NONE,
                Map.of());
    }

    /** The ticket type. */
    public Optional<TicketTypeDef> type(String key) {
        return Optional.ofNullable(types.get(key));
    }

    /** The object type. */
    public Optional<TicketTypeDef> object(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** The ticket or object type. */
    public Optional<TicketTypeDef> anyType(String key) {
        return type(key).or(() -> object(key));
    }

    /** The ticket or object type with this definition id. */
    public Optional<TicketTypeDef> typeById(String id) {
        return everyType().filter(t -> t.id().equals(id)).findFirst();
    }

    /** Ticket types and object types. */
    public Stream<TicketTypeDef> everyType() {
        return Stream.concat(types.values().stream(), objects.values().stream());
    }

    /** A rule, one that a node of a flow is among them. @param pack id of its pack, null for the workspace's own */
    public Optional<RuleDef> rule(String id, @Nullable String pack) {
        return named(id).filter(r -> Objects.equals(r.origin().pack(), pack)).findFirst();
    }

    /** A rule whosever it is. */
    public Optional<RuleDef> rule(String id) {
        return named(id).findFirst();
    }

    private Stream<RuleDef> named(String id) {
        Stream<RuleDef> all = id.contains(FlowDef.RULE)
                ? types.values().stream().flatMap(type -> type.flow().rules())
                : rules.stream();
        return all.filter(r -> r.id().equals(id));
    }
}
