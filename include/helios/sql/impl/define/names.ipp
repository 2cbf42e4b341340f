// helios/sql/impl/define/names.ipp -- which schema, which relation.
#pragma once

#include <helios/sql/impl/define/definer.hpp>

namespace helios::sql::defining {

/// The schema that a name gives; empty: none.
[[nodiscard]] inline ast::name schema_of(ast::qualified_name const& name) {
  if (name.parts.size() > 2) {
    throw error(errc::feature_not_supported,
                "a statement that defines works on the branch of its session: " + print(name))
        .hint("USE BRANCH first.");
  }
  return name.parts.size() == 2 ? name.parts[0] : ast::name{};
}

[[nodiscard]] inline bool is_system(std::string_view schema) {
  return schema == "pg_catalog" || schema == "information_schema";
}

object_id definer::schema_for(ast::qualified_name const& name) const {
  ast::name const given = schema_of(name);
  if (is_system(given.text)) {
    throw error(errc::insufficient_privilege, "permission denied to create \"" + print(name) + "\"")
        .detail("System catalog modifications are currently disallowed.");
  }
  if (!given.empty()) {
    auto const id = in().find_schema(given.text);
    if (id) return *id;
    throw error(errc::invalid_schema_name,
                "schema \"" + std::string(given.text) + "\" does not exist")
        .at(place(name.at));
  }
  for (std::string const& schema : of_->search_path()) {
    if (auto const id = in().find_schema(schema)) return *id;
  }
  throw error(errc::invalid_schema_name, "no schema has been selected to create in")
      .at(place(name.at));
}

template <class Look>
std::optional<object_id> definer::find_in_schemas(ast::qualified_name const& name, bool if_exists,
                                                  Look look) const {
  ast::name const given = schema_of(name);
  if (is_system(given.text)) return {};
  if (!given.empty()) {
    auto const schema = in().find_schema(given.text);
    if (!schema && if_exists) return {};
    return look(schema ? *schema : in().schema(given.text), name.object().text);
  }
  for (std::string const& schema : of_->search_path()) {
    auto const id = in().find_schema(schema);
    if (!id) continue;
    if (auto const found = look(*id, name.object().text)) return found;
  }
  return {};
}

std::optional<object_id> definer::find(ast::qualified_name const& name, bool if_exists) const {
  return find_in_schemas(name, if_exists, [&](object_id schema, std::string_view object) {
    return in().find_relation(schema, object);
  });
}

std::optional<object_id> definer::find_type(ast::qualified_name const& name, bool if_exists) const {
  return find_in_schemas(name, if_exists, [&](object_id schema, std::string_view object) {
    return in().find_type(schema, object);
  });
}

[[nodiscard]] inline std::string shown(ast::qualified_name const& name) {
  std::string all;
  for (ast::name const& part : name.parts) all += (all.empty() ? "" : ".") + std::string(part.text);
  return all;
}

catalog::enumeration_ptr definer::enumeration(ast::qualified_name const& name) const {
  if (auto const id = find_type(name)) return in().find_enumeration(*id);
  throw error(errc::undefined_object, "type \"" + shown(name) + "\" does not exist");
}

object_id definer::relation(ast::qualified_name const& name) const {
  if (auto const id = find(name)) return *id;
  throw error(errc::undefined_table, "relation \"" + shown(name) + "\" does not exist");
}

table_ptr definer::table(ast::qualified_name const& name) const {
  if (table_ptr t = in().find_table(relation(name))) return t;
  throw error(errc::wrong_object_type,
              "\"" + std::string(name.object().text) + "\" is not a table");
}

std::string definer::free_relation_name(object_id schema, std::string const& wanted) const {
  std::string name = wanted;
  for (int n = 1; in().find_relation(schema, name); ++n) name = wanted + std::to_string(n);
  return name;
}

bool definer::skips(bool if_not_exists, object_id schema, std::string_view name) {
  if (!if_not_exists || !in().find_relation(schema, name)) return false;
  notice("relation \"" + std::string(name) + "\" already exists, skipping");
  return true;
}

std::string definer::full_name(object_id relation) const {
  catalog::object_row const row = *in().find(relation);
  return quote_name(in().find(row.schema)->name) + "." + quote_name(row.name);
}

}  // namespace helios::sql::defining
