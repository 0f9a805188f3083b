/**
 * The security log: refused and security-relevant requests, by whom, on which route, with which code; never a value.
 */
@NullMarked
package io.deskloom.audit;

import org.jspecify.annotations.NullMarked;
