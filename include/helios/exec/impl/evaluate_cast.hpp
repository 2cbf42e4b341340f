// helios/exec/impl/evaluate_cast.hpp -- casts over columns.
#pragma once

#include <helios/config.hpp>
#include <helios/exec/column.hpp>
#include <helios/exec/environment.hpp>
#include <helios/types/cast_rules.hpp>

namespace helios::exec::detail {

/// Common pairs have loops of their own, the others go value by value through types::cast.
[[nodiscard]] HELIOS_DECL column cast_column(column const& from, data_type to,
                                             types::cast_context context, selection const& rows,
                                             environment& with);

/// What a value is cast to, in all rows: a parameter is parsed once a batch, not in each of them.
[[nodiscard]] HELIOS_DECL column cast_for_all(value const& v, data_type to,
                                              types::cast_context context, selection const& rows,
                                              environment& with);

}  // namespace helios::exec::detail
