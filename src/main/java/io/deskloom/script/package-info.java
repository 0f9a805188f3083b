/**
 * Scripts in JavaScript, which may compute and nothing else: checked, run within bounds in this process or, those of packs,
 * in a process of their own. The only user of GraalVM. The classes of the worker need no library but GraalVM's.
 */
@NullMarked
package io.deskloom.script;

import org.jspecify.annotations.NullMarked;
