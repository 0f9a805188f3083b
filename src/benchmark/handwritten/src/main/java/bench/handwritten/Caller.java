package bench.handwritten;

import java.util.Set;
import java.util.UUID;

/** Who asks. */
record Caller(int tenant, UUID account, Set<String> roles, Set<String> teams) {}
