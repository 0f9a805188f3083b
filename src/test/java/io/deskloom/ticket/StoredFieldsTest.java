package io.deskloom.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.field.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoredFieldsTest {
    private final List<String> read = new ArrayList<>();

    /** What is stored as "-" is something no definition reads any more. */
    private final StoredFields fields =
            new StoredFields(Map.of("f_a", "one", "f_b", "two", "f_gone", "-"), (id, stored) -> {
                read.add(id);
                return "-".equals(stored) ? Value.NULL : new Value.Text(String.valueOf(stored));
            });

    @Test
    void aValueIsReadWhenItIsAskedForAndOnlyOnce() {
        assertThat(fields.get("f_a")).isEqualTo(new Value.Text("one"));
        assertThat(fields.get("f_a")).isEqualTo(new Value.Text("one"));
        assertThat(fields.get("f_never")).isNull();
        assertThat(read).containsExactly("f_a");
    }

    @Test
    void whatNoDefinitionReadsIsNotThere() {
        assertThat(fields.get("f_gone")).isNull();
        assertThat(fields.containsKey("f_gone")).isFalse();
        assertThat(fields.getOrDefault("f_gone", Value.NULL)).isEqualTo(Value.NULL);
        assertThat(fields).hasSize(2);
    }

    @Test
    void itIsTheMapOfItsValues() {
        Map<String, Value> values = Map.of("f_a", new Value.Text("one"), "f_b", new Value.Text("two"));
        assertThat(fields).isEqualTo(values).hasSameHashCodeAs(values);
        assertThat(values).isEqualTo(fields);
        assertThat(read).containsExactlyInAnyOrder("f_a", "f_b", "f_gone");
    }

    @Test
    void nobodyChangesIt() {
        assertThatThrownBy(() -> fields.put("f_a", Value.NULL)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fields.remove("f_a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fields.entrySet().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fields.entrySet().iterator().next().setValue(Value.NULL))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatWasNotReadIsNotTakenForEmpty() {
        StoredFields some = new StoredFields(
                Map.of("f_a", "one"), (_, stored) -> new Value.Text(String.valueOf(stored)), Set.of("f_a", "f_empty"));

        assertThat(some.get("f_a")).isEqualTo(new Value.Text("one"));
        assertThat(some.get("f_empty")).isNull();
        assertThatThrownBy(() -> some.get("f_b")).isInstanceOf(StoredFields.NotRead.class);
        assertThatThrownBy(() -> some.containsKey("f_b")).isInstanceOf(StoredFields.NotRead.class);
        assertThatThrownBy(some::size).isInstanceOf(StoredFields.NotRead.class);
        assertThatThrownBy(() -> Map.copyOf(some)).isInstanceOf(StoredFields.NotRead.class);
        assertThat(some).hasToString(some.toString());
    }

    @Test
    void itKnowsWhatItWasAskedFor() {
        fields.get("f_b");
        fields.get("f_never");
        assertThat(fields.asked()).containsExactlyInAnyOrder("f_b", "f_never");
    }

    @Test
    void anotherValueOfOneFieldLeavesTheOthersUnread() {
        StoredFields other = fields.with("f_a", new Value.Text("new"))
                .with("f_b", Value.NULL)
                .with("f_c", new Value.Text("c"));
        assertThat(read).isEmpty();
        assertThat(other.get("f_a")).isEqualTo(new Value.Text("new"));
        assertThat(other.get("f_b")).isNull();
        assertThat(other).isEqualTo(Map.of("f_a", new Value.Text("new"), "f_c", new Value.Text("c")));
        assertThat(fields.get("f_a")).isEqualTo(new Value.Text("one"));
    }
}
