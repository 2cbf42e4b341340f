// helios/catalog/impl/merge_parts.hpp -- three-way merge of what definitions are made of.
#pragma once

#include <helios/catalog/object.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace helios::catalog::detail {

/// False: both sides changed it, differently.
template <class T>
[[nodiscard]] bool merge_one(T const& base, T const& ours, T const& theirs, T& out) {
  if (theirs == base || ours == theirs) return out = ours, true;
  if (ours == base) return out = theirs, true;
  return false;
}

/// Who came to depend on either side does, who ceased to on either does not.  Requires and gives
/// ascending ids.
[[nodiscard]] inline std::vector<object_id> merge_dependents(std::vector<object_id> const& base,
                                                             std::vector<object_id> const& ours,
                                                             std::vector<object_id> const& theirs) {
  std::set<object_id> merged(ours.begin(), ours.end());
  auto const has = [](std::vector<object_id> const& list, object_id id) {
    return std::binary_search(list.begin(), list.end(), id);
  };
  for (object_id const id : base) {
    if (!has(theirs, id)) merged.erase(id);
  }
  for (object_id const id : theirs) {
    if (!has(base, id)) merged.insert(id);
  }
  return {merged.begin(), merged.end()};
}

}  // namespace helios::catalog::detail
