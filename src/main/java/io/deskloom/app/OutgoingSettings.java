package io.deskloom.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Where webhooks and connectors may go beside https at public addresses. */
@ConfigMapping(prefix = "deskloom.outgoing")
interface OutgoingSettings {
    /** Origins that may be called as well: "http://erp.intern:8080", "https://wms.intern". */
    Optional<List<String>> allow();

    /** Which addresses that are not public those may have: "10.20.0.0/16". */
    Optional<List<String>> networks();

    /** How much of an answer is read. */
    @WithDefault("256K")
    MemorySize answer();
}
