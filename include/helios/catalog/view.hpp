// helios/catalog/view.hpp -- the definition of a view: a query and what it reads.
//
// Laws      decode_view(encode(v)) == v
// Errors    decode_view: XX001
#pragma once

#include <helios/catalog/object.hpp>

#include <memory>
#include <vector>

namespace helios::catalog {

struct view_definition {
  object_id id{};
  object_id schema{};
  std::string name;
  std::string query;
  std::vector<std::string> columns;   // their names, if the view gives them
  std::vector<object_id> reads;       // tables and views, ascending
  std::vector<object_id> dependents;  // views that read it, ascending
  friend bool operator==(view_definition const&, view_definition const&) = default;
};
using view_ptr = std::shared_ptr<view_definition const>;

[[nodiscard]] HELIOS_DECL object_row encode(view_definition const& view);
[[nodiscard]] HELIOS_DECL view_definition decode_view(object_row const& row);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/view.ipp>
#endif
