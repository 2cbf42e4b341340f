// helios/catalog/impl/view.ipp -- views as rows of the catalog.
#pragma once

#include <helios/catalog/view.hpp>

#include <helios/catalog/impl/definition_fields.hpp>

namespace helios::catalog {

namespace detail {
template <class Archive, class View>
void fields(Archive& a, View& v, as_type<view_definition>) {
  a(v.query, v.columns, v.reads, v.dependents);
}
}  // namespace detail

object_row encode(view_definition const& view) {
  return {view.id, object_kind::view, view.schema, view.name, detail::encode_definition(view)};
}

view_definition decode_view(object_row const& row) {
  auto v = detail::decode_definition<view_definition>(row, object_kind::view);
  v.id = row.id;
  v.schema = row.schema;
  v.name = row.name;
  return v;
}

}  // namespace helios::catalog
