// helios/storage/gathered_operations.hpp -- what many commits do to one tree, on its way to being
// applied at once.
//
// Threads   as operation_list
// Errors    decode: XX001 for rows that are not of their shape
#pragma once

#include <helios/storage/operation_list.hpp>

#include <deque>
#include <utility>
#include <vector>

namespace helios::storage {

/// The shape in which operations were written, up to those of a commit.
struct form_until {
  std::uint32_t commit;  // the first with another shape
  shape const* form;
};

using operation_range = std::pair<std::size_t, std::size_t>;

struct gathered_operations {
  operation_list list;
  std::vector<form_until> older_forms;
  std::int64_t row_change = 0;  // of all together

  /// Operations with rows of a shape; those that had to be turned into it lie in `converted`.
  [[nodiscard]] HELIOS_DECL tree_ops decode(operation_range which, shape const& form,
                                                        std::deque<bytes>& converted) const;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/gathered_operations.ipp>
#endif
