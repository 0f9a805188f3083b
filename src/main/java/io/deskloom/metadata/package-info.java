/**
 * Metadata as files: reads YAML, reports every problem at once with file and line, makes content-addressed releases and
 * keeps the current one of each tenant at hand. Owns the ports {@code ReleaseStore} and {@code ReleaseSignals}.
 */
@NullMarked
package io.deskloom.metadata;

import org.jspecify.annotations.NullMarked;
