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
#include <helios/history/read_set.hpp>
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

  /// To be called before any of it is read.
  void note(history::read_set& in, tree_id of, storage::key_kind kind) const {
    if (one) return in.row(of, kind, from->view());
    in.range(of, kind, from ? std::optional(from->view()) : std::nullopt,
             to ? std::optional(to->view()) : std::nullopt);
  }
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
