package io.deskloom.browser;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The application as people get it: with its front end built in, and the demo workspace. */
public final class WithFrontEnd implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.quinoa", "true", "deskloom.demo", "true");
    }
}
