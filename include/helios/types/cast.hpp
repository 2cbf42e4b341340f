// helios/types/cast.hpp -- CAST(v AS t): a value made one of another type, its modifiers applied.
//
// Errors    42846 no such cast in this context (types/cast_rules.hpp); 22003 the number does not
//           fit; 22001 the string does not; those of the target's parser when text is read
#pragma once

#include <helios/types/cast_rules.hpp>
#include <helios/types/value.hpp>

namespace helios::types {

/// NULL stays NULL. An infinite timestamp has no time of day: NULL, as in PostgreSQL.
[[nodiscard]] HELIOS_DECL value cast(value const& v, data_type to,
                                     cast_context context = cast_context::explicit_,
                                     time_context const& time = {});

/// Whether cast() would return the value as it is, for its type's sake.
[[nodiscard]] inline bool is_cast(value const& v, data_type to) noexcept {
  return v.is_null() || (v.type() == to.id && !to.constrained() && to.id != type_id::array);
}

/// Makes a value what cast() would return. What needs nothing but its type's name is not copied.
inline void cast_in_place(value& v, data_type to, cast_context context,
                          time_context const& time = {}) {
  if (is_cast(v, to)) return;
  bool const to_string =
      to.id == type_id::text || to.id == type_id::varchar || to.id == type_id::bpchar;
  if (v.type() == type_id::unknown && to_string && !to.constrained())
    v.retype(to.id);
  else
    v = cast(v, to, context, time);
}

/// Gives a value of the type already what the modifiers ask: rounds, cuts, pads, or refuses.
[[nodiscard]] HELIOS_DECL value apply_modifiers(value v, data_type to, cast_context context);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/cast.ipp>
#endif
