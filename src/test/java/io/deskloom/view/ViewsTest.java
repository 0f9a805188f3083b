package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.model.ViewDef;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewsTest {
    @ParameterizedTest
    @CsvSource({
        "agent, my_open",
        "warehouse, to_inspect",
        "finance, to_refund",
        "supervisor, to_approve",
        "admin, all_open",
    })
    void everybodyBeginsWithTheirOwnQueue(String role, String view) {
        List<ViewDef> offered = new ArrayList<>(Snapshots.demo().views().values());
        assertThat(Views.start(Actors.with(role), offered))
                .extracting(ViewDef::key)
                .isEqualTo(view);
    }

    @Test
    void whoHasNoListOfTheirOwnBeginsWithTheFirst() {
        List<ViewDef> offered = new ArrayList<>(Snapshots.demo().views().values());
        assertThat(Views.start(Actors.with("visitor"), offered)).isEqualTo(offered.getFirst());
        assertThat(Views.start(Actors.with("visitor"), List.of())).isNull();
        // A list that is not offered is nobody's beginning.
        offered.removeIf(v -> v.key().equals("to_refund"));
        assertThat(Views.start(Actors.with("finance"), offered)).isEqualTo(offered.getFirst());
    }
}
