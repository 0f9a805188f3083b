package io.deskloom.metadata;

import io.deskloom.field.Conversion;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what would become of a field's stored values if it were of another kind, before anybody changes it: how many convert
 * exactly, how many lose something, how many have no such value. Looks at the newest {@link #MOST}. Values are not told:
 * who may publish need not be allowed to read them.
 */
@ApplicationScoped
public class KindChange {
    /** So many values are tried. */
    public static final int MOST = 20_000;

    private static final int SAMPLES = 20;

    private final StoredValues stored;

    KindChange(StoredValues stored) {
        this.stored = stored;
    }

    /**
     * @param total values there are, {@link #MOST} + 1 for "more"
     * @param looked how many of them were tried
     * @param samples the first that do not convert exactly
     */
    public record Preview(int total, int looked, int exact, int lossy, int failing, List<Sample> samples) {
        public Preview {
            samples = List.copyOf(samples);
        }
    }

    /**
     * A value that does not convert exactly.
     *
     * @param ticket the ticket's number as people read it; what an object record is called where it comes from, else "#" and its number
     * @param code why there is no such value; null when it only loses something
     */
    public record Sample(String ticket, @Nullable String code) {}

    public Preview preview(
            TenantId tenant, MetadataSnapshot now, TicketTypeDef type, FieldDef field, Kind kind, Settings settings) {
        Wording wording = new Wording(
                now.workspace().languages().getFirst(), now.workspace().zone());
        Conversion conversion = new Conversion(field.kind(), field.settings(), kind, settings, wording);
        int total = stored.count(tenant, type.id(), field.id(), MOST);
        List<StoredValues.Stored> values = stored.newest(tenant, type.id(), field.id(), MOST);
        int exact = 0;
        int lossy = 0;
        int failing = 0;
        List<Sample> samples = new ArrayList<>();
        for (StoredValues.Stored one : values) {
            Value value = field.kind().type().parse(one.json(), field.settings(), "", new Problems());
            String code = null;
            switch (conversion.of(value)) {
                case Conversion.Exact _ -> {
                    exact++;
                    continue;
                }
                case Conversion.Lossy _ -> lossy++;
                case Conversion.Failing(var problem) -> {
                    failing++;
                    code = problem.code();
                }
            }
            if (samples.size() < SAMPLES) {
                samples.add(new Sample(name(type, one), code));
            }
        }
        return new Preview(total, values.size(), exact, lossy, failing, samples);
    }

    /** Never by its title, which is a value. */
    private static String name(TicketTypeDef type, StoredValues.Stored one) {
        if (!type.isObject()) {
            return type.prefix() + "-" + one.number();
        }
        String external = one.external();
        return external == null ? "#" + one.number() : external;
    }
}
