package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Link;
import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Limits;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.ScriptFailure;
import io.deskloom.script.ScriptLimits;
import io.deskloom.script.ScriptOutcome;
import io.deskloom.script.ScriptRuntime;
import io.deskloom.script.Scripts;
import io.deskloom.script.WorkerSettings;
import io.deskloom.ticket.Ticket;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The workspace cases play in: it has no tickets, the records a case speaks of, and everybody that anybody names. */
final class CaseWorkspace implements AutoCloseable {
    private static final int PATIENCE = 20;

    private final MetadataSnapshot current;
    private final RuleEngine engine = new RuleEngine();
    private final Scripts scripts = new Scripts(
            new ScriptRuntime(
                    2,
                    4,
                    new ScriptLimits(100_000, Duration.ofSeconds(10), 64L << 20, 10_000, 10_000, 50, 500),
                    false,
                    new WorkerSettings(1, 64, 100, 60_000),
                    false),
            Clock.systemUTC());

    CaseWorkspace(MetadataSnapshot current) {
        this.current = current;
        current.scripts().values().forEach(this::warm);
    }

    /** A case does not wait for a process that starts, and a machine may be busy: have it there before. */
    private void warm(ScriptDef script) {
        for (int i = 0;
                i < PATIENCE
                        && scripts.run(CaseRun.TENANT, script, Map.of()) instanceof ScriptOutcome.Failed failed
                        && failed.code().equals(ScriptFailure.BUSY);
                i++) {
            // Each time it has waited for some seconds.
        }
    }

    @Override
    public void close() {
        scripts.close();
    }

    Simulator simulator(Map<TicketId, Ticket> records) {
        return new Simulator(
                noTickets(records),
                noLinks(),
                nothing(AttachmentStore.class),
                Limits.DEFAULT,
                new io.deskloom.model.Snapshots() {
                    @Override
                    public MetadataSnapshot current(TenantId tenant) {
                        return current;
                    }

                    @Override
                    public Optional<MetadataSnapshot> release(TenantId tenant, ReleaseId release) {
                        return Optional.of(current);
                    }
                },
                engine,
                () -> false,
                new Sealer(_ -> new byte[32]),
                scripts);
    }

    /** A workspace without tickets and records, in which everybody anybody names is there. */
    private static TicketStore noTickets(Map<TicketId, Ticket> records) {
        return (TicketStore) Proxy.newProxyInstance(
                CaseWorkspace.class.getClassLoader(),
                new Class<?>[] {TicketStore.class},
                (_, method, args) -> switch (method.getName()) {
                    case "activeAccounts" -> args[1];
                    case "find" -> Optional.ofNullable(records.get((TicketId) args[2]));
                    case "findAll" ->
                        ((Set<?>) args[2])
                                .stream()
                                        .map(records::get)
                                        .filter(Objects::nonNull)
                                        .toList();
                    case "count" -> Counted.NONE;
                    case "person", "candidate", "lastAgent", "waitsFor" -> Optional.empty();
                    // Which team it is, a case can say; whom of it, only people can.
                    case "candidates" -> List.of();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static LinkStore noLinks() {
        return new LinkStore() {
            @Override
            public Map<TicketId, List<Link>> of(TenantId tenant, Collection<TicketId> tickets) {
                return Map.of();
            }

            @Override
            public Optional<TicketId> numbered(TenantId tenant, String type, long number) {
                return Optional.empty();
            }
        };
    }

    private static <T> T nothing(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(CaseWorkspace.class.getClassLoader(), new Class<?>[] {port}, (_, method, _) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    /** Records made of what a case says they hold, by path. */
    record Related(MetadataSnapshot release, Map<TicketId, Ticket> records, Instant now) {
        /** The lookups that lead to them, by field key. */
        Map<String, Object> of(TicketTypeDef from, Map<String, Object> paths) {
            Map<String, Map<String, Object>> byLookup = new TreeMap<>();
            paths.forEach((path, value) -> byLookup.computeIfAbsent(
                            path.substring(0, path.indexOf('.')), _ -> new HashMap<>())
                    .put(path.substring(path.indexOf('.') + 1), value));
            Map<String, Object> out = new HashMap<>();
            byLookup.forEach((key, rests) -> out.put(
                    key, record(String.valueOf(from.byKey().get(key).settings().target()), rests)));
            return out;
        }

        private String record(String object, Map<String, Object> rests) {
            TicketTypeDef type = release.object(object).orElseThrow();
            Map<String, Object> own = new HashMap<>();
            Map<String, Object> further = new HashMap<>();
            rests.forEach((path, value) -> (path.contains(".") ? further : own).put(path, value));
            own.putAll(of(type, further));
            Map<String, Value> fields = new HashMap<>();
            own.forEach((key, json) -> {
                FieldDef field = type.byKey().get(key);
                assertThat(field).as("field %s of %s", key, object).isNotNull();
                fields.put(field.id(), stored(field, json));
            });
            return add(type, fields).toString();
        }

        /** One there is besides the ticket a case is about. */
        TicketId add(TicketTypeDef type, Map<String, Value> fields) {
            TicketId id = new TicketId(new UUID(2, records.size()));
            records.put(
                    id,
                    new Ticket(
                            id,
                            type.id(),
                            1,
                            1,
                            "",
                            "",
                            StatusCategory.NEW.code(),
                            Priority.NORMAL.code(),
                            null,
                            null,
                            null,
                            null,
                            release.release(),
                            fields,
                            List.of(),
                            now,
                            now));
            return id;
        }

        private static Value stored(FieldDef field, Object json) {
            return switch (json) {
                case Number number
                when field.kind() == Kind.MONEY ->
                    stored(field, Map.of("amount", number.toString(), "currency", "CNY"));
                case Number number -> Value.num(new BigDecimal(number.toString()));
                case Boolean is -> Value.bool(is);
                default -> FieldTypes.of(field.kind()).parse(json, field.settings(), "", new Problems());
            };
        }
    }
}
