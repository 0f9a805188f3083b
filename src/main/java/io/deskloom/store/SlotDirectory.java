package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import java.util.Map;
import java.util.Optional;

/** Which number a ticket type has in {@code record.type_id} and which slot column each indexed field owns. */
public interface SlotDirectory {
    /**
     * As of the release this node serves, or a newer one.
     *
     * @param type the ticket type's definition id
     * @throws IllegalStateException for a type no release ever had
     */
    TypeSlots of(TenantId tenant, String type);

    /** The definition id behind a {@code type_id}, empty when there is none. */
    Optional<String> typeOf(TenantId tenant, int typeId);

    /** Forgets what is known of the tenant: the database has gone on. */
    void refresh(TenantId tenant);

    /**
     * @param columns slot column ("s1" … "d4") by field id, for whoever reads; fields without a slot are not in it, nor those
     *     whose slot is still being filled
     * @param written the same for whoever writes: those that are being filled, too
     * @param scales digits after the point that slots of numbers hold, by field id; where it is not known, as the field says
     * @param revision the release switch after which this holds
     */
    record TypeSlots(
            int typeId,
            Map<String, String> columns,
            Map<String, String> written,
            Map<String, Integer> scales,
            long revision) {
        public TypeSlots {
            columns = Map.copyOf(columns);
            written = Map.copyOf(written);
            scales = Map.copyOf(scales);
            for (String column : written.values()) {
                // Column names become SQL text: only the ones the table has.
                if (!column.matches("s[1-8]|r[1-4]|n[1-6]|i[12]|d[1-4]")) {
                    throw new IllegalArgumentException("no such slot: " + column);
                }
            }
            if (!written.entrySet().containsAll(columns.entrySet())) {
                throw new IllegalArgumentException("a slot that is read is written");
            }
        }

        /** None of them is being filled. */
        public TypeSlots(int typeId, Map<String, String> columns, long revision) {
            this(typeId, columns, columns, Map.of(), revision);
        }

        /** Digits after the point the field's slot holds, which a definition of another release may say otherwise. */
        int scale(FieldDef field) {
            return scales.getOrDefault(field.id(), field.kind().type().scale(field.settings()));
        }
    }
}
