package themes

import "reflect"

// FileType returns the type that theme files are decoded into, for programs that describe
// their format.
func FileType() reflect.Type { return reflect.TypeFor[document]() }
