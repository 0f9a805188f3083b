package io.deskloom.model;

import java.util.List;

/** Looks through all rules of a release. {@code rules} implements it; {@code metadata} asks before it publishes. */
@FunctionalInterface
public interface RuleChecks {
    /** What there is to say, worst first; pure, and bounded in time and number. */
    List<Finding> findings(MetadataSnapshot snapshot);
}
