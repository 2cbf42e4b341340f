// helios/catalog/impl/enumeration.ipp -- enumerations as rows of the catalog.
#pragma once

#include <helios/catalog/enumeration.hpp>

#include <helios/catalog/impl/definition_fields.hpp>
#include <helios/catalog/impl/merge_parts.hpp>

#include <set>

namespace helios::catalog {

namespace detail {

template <class Archive, class Label>
void fields(Archive& a, Label& l, as_type<types::enumeration_label>) {
  a(l.number, l.text);
}
template <class Archive, class Enumeration>
void fields(Archive& a, Enumeration& e, as_type<enumeration_definition>) {
  a(e.labels, e.dependents);
}

/// (N1)
[[nodiscard]] inline bool are_labels(std::vector<types::enumeration_label> const& labels) {
  std::set<std::string_view> texts;
  for (std::size_t i = 0; i != labels.size(); ++i) {
    if (i != 0 && labels[i - 1].number >= labels[i].number) return false;
    if (!texts.insert(labels[i].text).second) return false;
  }
  return true;
}

}  // namespace detail

types::data_type type_of(enumeration_definition const& e) {
  return types::enumeration_type({raw(e.id), e.name, e.labels});
}

object_row encode(enumeration_definition const& e) {
  return {e.id, object_kind::type, e.schema, e.name, detail::encode_definition(e)};
}

enumeration_definition decode_enumeration(object_row const& row) {
  auto e = detail::decode_definition<enumeration_definition>(row, object_kind::type);
  e.id = row.id;
  e.schema = row.schema;
  e.name = row.name;
  if (!detail::are_labels(e.labels))
    throw error(errc::data_corrupted, "the definition of type \"" + e.name + "\" is damaged");
  return e;
}

std::optional<enumeration_definition> merge_enumerations(enumeration_definition const& base,
                                                         enumeration_definition const& ours,
                                                         enumeration_definition const& theirs) {
  enumeration_definition merged = ours;
  if (!detail::merge_one(base.labels, ours.labels, theirs.labels, merged.labels)) return {};
  merged.dependents = detail::merge_dependents(base.dependents, ours.dependents, theirs.dependents);
  return merged;
}

}  // namespace helios::catalog
