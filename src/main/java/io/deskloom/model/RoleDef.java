package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.Set;

/** @param abilities rights outside tickets: "metadata.read", "metadata.publish", "accounts.manage", "audit.read" … */
public record RoleDef(String id, String key, Label label, Set<String> abilities) {
    public RoleDef {
        abilities = Set.copyOf(abilities);
    }
}
