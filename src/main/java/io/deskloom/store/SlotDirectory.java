package io.deskloom.store;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import java.util.Map;
import java.util.Optional;

/** Which number a ticket type has in {@code record.type_id} and which slot column each indexed field owns. */
public interface SlotDirectory {
    /**
     * @param release the current release; publishing one may assign slots, so it is part of what is remembered
     * @param type the ticket type's definition id
     * @throws IllegalStateException for a type no release ever had
     */
    TypeSlots of(TenantId tenant, ReleaseId release, String type);

    /** The definition id behind a {@code type_id}, empty when there is none. */
    Optional<String> typeOf(TenantId tenant, ReleaseId release, int typeId);

    /** @param columns slot column ("s1" … "d4") by field id; fields without a slot are not in it */
    record TypeSlots(int typeId, Map<String, String> columns) {
        public TypeSlots {
            columns = Map.copyOf(columns);
            for (String column : columns.values()) {
                // Column names become SQL text: only the ones the table has.
                if (!column.matches("s[1-8]|n[1-6]|i[12]|d[1-4]")) {
                    throw new IllegalArgumentException("no such slot: " + column);
                }
            }
        }
    }
}
