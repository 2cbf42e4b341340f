// helios/catalog/impl/table_merge.ipp -- three-way merge of definitions.
#pragma once

#include <helios/catalog/table_merge.hpp>

#include <helios/catalog/impl/merge_parts.hpp>

#include <algorithm>
#include <set>

namespace helios::catalog {

namespace detail {

template <class T>
[[nodiscard]] bool merge_list(std::vector<T> const& base, std::vector<T> const& ours,
                              std::vector<T> const& theirs, std::vector<T>& out) {
  auto const in = [](std::vector<T> const& list, T const& like) {
    auto const at =
        std::find_if(list.begin(), list.end(), [&](T const& each) { return each.id == like.id; });
    return at == list.end() ? nullptr : &*at;
  };
  if (merge_one(base, ours, theirs, out)) return true;
  std::vector<T> merged;
  for (T const& mine : ours) {
    T const* const was = in(base, mine);
    T const* const other = in(theirs, mine);
    if (other == nullptr) {
      if (was == nullptr) {
        merged.push_back(mine);
      } else if (mine != *was) {
        return false;  // dropped there, changed here
      }
    } else if (!merge_one(was != nullptr ? *was : mine, mine, *other, merged.emplace_back())) {
      return false;
    }
  }
  for (T const& other : theirs) {
    if (in(ours, other) != nullptr) continue;
    T const* const was = in(base, other);
    if (was == nullptr) {
      merged.push_back(other);
    } else if (other != *was) {
      return false;
    }
  }
  out = std::move(merged);
  return true;
}

}  // namespace detail

std::optional<table_definition> merge_tables(table_definition const& base,
                                             table_definition const& ours,
                                             table_definition const& theirs) {
  table_definition merged = ours;
  if (!detail::merge_one(base.rows, ours.rows, theirs.rows, merged.rows) ||
      !detail::merge_list(base.columns, ours.columns, theirs.columns, merged.columns) ||
      !detail::merge_list(base.constraints, ours.constraints, theirs.constraints,
                          merged.constraints) ||
      !detail::merge_list(base.indexes, ours.indexes, theirs.indexes, merged.indexes))
    return {};
  merged.dependents = detail::merge_dependents(base.dependents, ours.dependents, theirs.dependents);
  std::set<std::string_view> names;
  for (constraint_definition const& c : merged.constraints) {
    if (!names.insert(c.name).second) return {};
  }
  if (check(merged) != 0) return {};
  return merged;
}

}  // namespace helios::catalog
