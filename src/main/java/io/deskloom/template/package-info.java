/**
 * What mails and the pages behind their links look like: the only user of Qute. Its templates are files of this application; what
 * people write is only ever a value in them.
 */
@NullMarked
package io.deskloom.template;

import org.jspecify.annotations.NullMarked;
