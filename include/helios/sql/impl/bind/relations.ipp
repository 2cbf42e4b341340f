// helios/sql/impl/bind/relations.ipp -- what the names in a query lead to.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>

#include <algorithm>

namespace helios::sql {

// Binding finds every name in its scope, so what it found is the answer.
std::vector<catalog::object_id> relations_of(ast::query const& tree, std::string_view text,
                                             surroundings& of) {
  plan::query q;
  std::vector<catalog::object_id> found;
  binding::context all = binding::new_context(text, &of, &q);
  all.found = &found;
  static_cast<void>(binding::bind_query(all, nullptr, nullptr, tree));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

resolved_names resolve_names(ast::query const& tree, std::string_view text, surroundings& of) {
  plan::query q;
  resolved_names names;
  binding::context all = binding::new_context(text, &of, &q);
  all.resolved = &names;
  static_cast<void>(binding::bind_query(all, nullptr, nullptr, tree));
  return names;
}

}  // namespace helios::sql
