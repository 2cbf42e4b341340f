// helios/exec/operators/key_range.hpp -- which keys of a tree a scan goes through.
//
// Shape     a bound is values for the first parts of a key; a range is [from, to) in key order, so
//           a bound's value comes as a byte string before or behind everything that begins with it
//           A descending part turns its bounds round: the lower bound of a range is what comes
//           first in the tree.
// Threads   stateless
// Errors    those of the bounds' expressions
#pragma once

#include <helios/exec/evaluate.hpp>
#include <helios/storage/key.hpp>
#include <helios/types/order_key.hpp>

#include <optional>
#include <vector>

namespace helios::exec {

struct key_part {
  data_type type;
  types::key_order order;
};

/// Values for the first parts of a key, constant during one run of the scan; of the parts' types,
/// or for an integer part of any integer type.
struct scan_bound {
  expressions parts;  // none: no bound
  bool inclusive = true;
};

struct key_range {
  std::optional<storage::key> from, to;  // to is the first key beyond
  /// The bounds name every part of one key, which is `from`.
  bool one = false;
};

/// Nothing: no key can lie there.
[[nodiscard]] HELIOS_DECL std::optional<key_range> find_range(scan_bound const& lower,
                                                              scan_bound const& upper,
                                                              std::span<key_part const> key,
                                                              storage::key_kind kind,
                                                              session const& of);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/operators/impl/key_range.ipp>
#endif
