package io.deskloom.imports;

import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.field.Kind;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TeamDef;
import io.deskloom.model.TicketTypeDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Finds what the cells of a file call accounts, teams and records, as the file's owner may see them. */
@ApplicationScoped
class NamesInFiles {
    private static final int MOST_REMEMBERED = 20_000;
    private static final String EXTERNAL_ID = "external_id";

    private final Snapshots snapshots;
    private final Accounts accounts;
    private final Planner planner;
    private final ImportStore store;

    NamesInFiles(Snapshots snapshots, Accounts accounts, Planner planner, ImportStore store) {
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.planner = planner;
        this.store = store;
    }

    /** @param source where the file's own records are from */
    Of of(Actor actor, String source, Moment moment) {
        return new Of(actor, source, moment);
    }

    /** The names of one file; each is looked up once. */
    final class Of implements RowDrafts.Names {
        private final Actor actor;
        private final String source;
        private final Moment moment;
        private final Map<String, String> found = new HashMap<>();
        private final Map<String, String> called = new HashMap<>();

        private Of(Actor actor, String source, Moment moment) {
            this.actor = actor;
            this.source = source;
            this.moment = moment;
        }

        /** What the file calls the account or record of this id; the id itself when it does not. */
        String called(String id) {
            return called.getOrDefault(id, id);
        }

        @Override
        public String account(String name) {
            return remembered(
                    "account",
                    name,
                    () -> accounts.called(actor.tenant(), name)
                            .map(account -> account.id().toString())
                            .orElse(name));
        }

        @Override
        public String team(String name) {
            Map<String, TeamDef> teams = snapshots.current(actor.tenant()).teams();
            List<String> keys = teams.containsKey(name)
                    ? List.of(name)
                    : teams.values().stream()
                            .filter(team -> team.label().says(name))
                            .map(TeamDef::key)
                            .toList();
            return keys.size() == 1 ? keys.getFirst() : name;
        }

        /** By its id in the file's own source; else by its id in any, its title or another name it is looked up by. */
        @Override
        public String record(String object, String name) {
            MetadataSnapshot now = snapshots.current(actor.tenant());
            Optional<TicketTypeDef> type = now.object(object);
            return !External.isId(name) || type.isEmpty()
                    ? name
                    : remembered(
                            object,
                            name,
                            () -> ofThisSource(now, type.get(), name)
                                    .or(() -> ofAny(now, type.get(), name))
                                    .map(TicketId::toString)
                                    .orElse(name));
        }

        /** As a list of his would show it: to the actor a record out of sight is none, also by the problem it makes. */
        private Optional<TicketId> ofThisSource(MetadataSnapshot now, TicketTypeDef type, String name) {
            return asked(now, type, Map.of("source", List.of(source), EXTERNAL_ID, List.of(name))).stream()
                    .findFirst();
        }

        /** The only record the actor may see that is called so. */
        private Optional<TicketId> ofAny(MetadataSnapshot now, TicketTypeDef type, String name) {
            Set<TicketId> ids = new LinkedHashSet<>(asked(now, type, Map.of(EXTERNAL_ID, List.of(name))));
            for (FieldDef field : type.fields()) {
                if (ids.isEmpty() && field.indexed() && (field.kind() == Kind.TEXT || field.kind() == Kind.PHONE)) {
                    ids.addAll(asked(now, type, Map.of(field.key(), List.of(name))));
                }
            }
            return ids.size() == 1 ? Optional.of(ids.iterator().next()) : Optional.empty();
        }

        private List<TicketId> asked(MetadataSnapshot now, TicketTypeDef type, Map<String, List<String>> equal) {
            ListRequest request = new ListRequest(null, null, null, equal, "-updated", 2, null);
            return planner.planRecords(actor, now, type.key(), request, moment)
                            instanceof Result.Ok<QueryPlan>(QueryPlan plan)
                    ? store.find(plan, now)
                    : List.of();
        }

        private String remembered(String sort, String name, Supplier<String> look) {
            String known = found.get(sort + " " + name);
            if (known == null) {
                known = look.get();
                if (found.size() < MOST_REMEMBERED) {
                    found.put(sort + " " + name, known);
                    called.put(known, name);
                }
            }
            return known;
        }
    }
}
