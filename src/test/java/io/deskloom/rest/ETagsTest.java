package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ETagsTest {
    @Test
    void aTagNamesAVersionAsOneReaderSeesIt() {
        String tag = ETags.of(7, "ab12");
        assertThat(tag).isEqualTo("\"7-ab12\"");
        assertThat(ETags.version(tag)).contains(7);
        assertThat(ETags.matches("\"1-x\", " + tag, tag)).isTrue();
        assertThat(ETags.matches("W/" + tag, tag)).isTrue();
        assertThat(ETags.matches(ETags.of(7, "other"), tag)).isFalse();
        assertThat(ETags.matches(null, tag)).isFalse();
    }

    @Test
    void whatIsNotOursNamesNoVersion() {
        assertThat(ETags.version(null)).isEmpty();
        assertThat(ETags.version("*")).isEmpty();
        assertThat(ETags.version("\"99999999999-a\"")).isEmpty();
        assertThat(ETags.version("7-ab")).isEmpty();
    }
}
