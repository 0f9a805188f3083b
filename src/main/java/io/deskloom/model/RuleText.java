package io.deskloom.model;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Translates a pack's rule file to the typed form without ever compiling or running it. {@code rules} implements it;
 * {@code metadata} calls it while loading, so that a bad rule is reported with file and line like everything else.
 */
public interface RuleText {
    /**
     * @param pack the manifest it belongs to (capabilities, parameters)
     * @param file path shown in problems
     * @param text the DRL
     * @param types the types rules may name, by key
     * @param teams the keys of the teams rules may assign
     * @return the rules that could be read; problems say what could not
     */
    List<RuleDef> translate(
            PackDef pack,
            String file,
            String text,
            Map<String, TicketTypeDef> types,
            Set<String> teams,
            Problems problems);
}
