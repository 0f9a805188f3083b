package io.deskloom.store;

import io.deskloom.field.Conversion;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a field the converted values of the archived one it follows. The old values stay where they are; rows that have the
 * new field already are left alone, so it may run again. Before the switch nobody reads the new field; what was written
 * meanwhile is caught up with after it. The version of a ticket does not change: nobody has changed anything.
 */
record ConversionBackfill(int typeId, FieldDef from, FieldDef to, Conversion conversion) {
    private static final int BATCH = 1_000;
    private static final UUID FIRST = new UUID(0, 0);

    /** The fields of a release that follow another and are new in it. */
    static List<ConversionBackfill> of(Connection c, TenantId tenant, MetadataSnapshot snapshot, Set<String> following)
            throws SQLException {
        List<ConversionBackfill> all = new ArrayList<>();
        Wording wording = new Wording(
                snapshot.workspace().languages().getFirst(),
                snapshot.workspace().zone());
        for (TicketTypeDef type : snapshot.everyType().toList()) {
            for (FieldDef to : type.fields()) {
                String fromId = following.contains(type.id() + "/" + to.id()) ? to.convertedFrom() : null;
                FieldDef from = fromId == null ? null : type.byId().get(fromId);
                Integer typeId = from == null ? null : Slots.typeId(c, tenant, type.id());
                if (from != null && typeId != null) {
                    all.add(new ConversionBackfill(
                            typeId,
                            from,
                            to,
                            new Conversion(from.kind(), from.settings(), to.kind(), to.settings(), wording)));
                }
            }
        }
        return all;
    }

    /**
     * Converts what there is; returns how many rows got a value.
     *
     * @param column the new field's slot, when it has one already: whoever fills it may have passed these rows
     */
    int run(Connection c, TenantId tenant, @Nullable String column) throws SQLException {
        UUID after = FIRST;
        int written = 0;
        while (true) {
            List<Old> batch = read(c, tenant, after);
            if (batch.isEmpty()) {
                return written;
            }
            written += write(c, tenant, batch, column);
            after = batch.getLast().id;
        }
    }

    private record Old(UUID id, int version, @Nullable Object json) {}

    private List<Old> read(Connection c, TenantId tenant, UUID after) throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT id, version, jsonb_build_object('v', fields -> ?) FROM record"
                        + " WHERE tenant_id = ? AND type_id = ? AND id > ? AND jsonb_exists(fields, ?) AND NOT jsonb_exists(fields, ?)"
                        + " ORDER BY id LIMIT " + BATCH)) {
            s.setString(1, from.id());
            s.setInt(2, tenant.value());
            s.setInt(3, typeId);
            s.setObject(4, after);
            s.setString(5, from.id());
            s.setString(6, to.id());
            List<Old> batch = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    batch.add(new Old(
                            row.getObject(1, UUID.class),
                            row.getInt(2),
                            Json.object(row.getString(3)).get("v")));
                }
            }
            return batch;
        }
    }

    private int write(Connection c, TenantId tenant, List<Old> batch, @Nullable String column) throws SQLException {
        String slot = column == null ? "" : ", " + column + " = ?";
        try (PreparedStatement s = c.prepareStatement("UPDATE record SET fields = fields || ?::jsonb" + slot
                + " WHERE tenant_id = ? AND id = ? AND version = ? AND NOT jsonb_exists(fields, ?)")) {
            for (Old old : batch) {
                Value value = from.kind().type().parse(old.json, from.settings(), "", new Problems());
                Value converted = switch (conversion.of(value)) {
                    case Conversion.Exact(Value exact) -> exact;
                    case Conversion.Lossy(Value lossy) -> lossy;
                    case Conversion.Failing _ -> Value.NULL;
                };
                Object json = to.kind().type().toJson(converted);
                if (json != null) {
                    Map<String, Object> patch = Collections.singletonMap(to.id(), json);
                    int at = 1;
                    s.setString(at++, Json.write(patch));
                    if (column != null) {
                        SlotBackfill.bind(s, at++, column, to.kind().type().toSlot(converted, to.settings()));
                    }
                    s.setInt(at++, tenant.value());
                    s.setObject(at++, old.id);
                    s.setInt(at++, old.version);
                    s.setString(at, to.id());
                    s.addBatch();
                }
            }
            int written = 0;
            for (int n : s.executeBatch()) {
                written += Math.max(0, n);
            }
            return written;
        }
    }
}
