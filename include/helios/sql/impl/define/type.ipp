// helios/sql/impl/define/type.ipp -- CREATE TYPE, ALTER TYPE, DROP TYPE: enumerations.
#pragma once

#include <helios/sql/impl/define/definer.hpp>
#include <helios/sql/parse.hpp>

#include <algorithm>
#include <set>

namespace helios::sql::defining {

using labels = std::vector<types::enumeration_label>;

/// PostgreSQL's limit, which programs written for it keep.
inline void check_label(std::string_view label) {
  constexpr std::size_t most = 63;
  if (label.size() <= most) return;
  throw error(errc::invalid_name, "invalid enum label \"" + std::string(label) + "\"")
      .detail("Labels must be " + std::to_string(most) + " bytes or less.");
}

[[nodiscard]] inline labels::const_iterator find_label(labels const& in, std::string_view text) {
  return std::find_if(in.begin(), in.end(),
                      [&](types::enumeration_label const& l) { return l.text == text; });
}

[[nodiscard]] inline labels::const_iterator existing_label(labels const& in,
                                                           std::string_view text) {
  auto const at = find_label(in, text);
  if (at != in.end()) return at;
  throw error(errc::invalid_parameter_value,
              "\"" + std::string(text) + "\" is not an existing enum label");
}

void definer::define(ast::create_type const& tree) {
  if (!tree.enumeration) throw not_supported("composite types are").at(place(tree.at));
  catalog::enumeration_definition e;
  e.schema = schema_for(tree.name);
  e.name = tree.name.object().text;
  std::vector<std::string> texts;
  std::set<std::string_view> seen;
  for (std::string_view const label : tree.labels) {
    check_label(label);
    if (!seen.insert(label).second)
      throw error(errc::unique_violation,
                  "enum label \"" + std::string(label) + "\" is specified more than once");
    texts.emplace_back(label);
  }
  e.labels = types::number_labels(texts);
  editor_.create_enumeration(std::move(e));
}

void definer::define(ast::alter_type const& tree) {
  catalog::enumeration_ptr const e = enumeration(tree.name);
  if (tree.renames) return rename_label(*e, tree);
  add_label(*e, tree);
}

void definer::add_label(catalog::enumeration_definition const& e, ast::alter_type const& tree) {
  using place = ast::alter_type::place;
  std::string const text(tree.label);
  check_label(text);
  labels all = e.labels;
  if (find_label(all, text) != all.end()) {
    if (!tree.if_not_exists)
      throw error(errc::duplicate_object, "enum label \"" + text + "\" already exists");
    return notice("enum label \"" + text + "\" already exists, skipping");
  }
  auto at = all.cend();
  if (tree.where != place::last) at = existing_label(all, tree.other);
  if (tree.where == place::after) ++at;
  auto const position = static_cast<std::size_t>(at - all.cbegin());
  auto const number = types::number_between(all, position);
  if (!number)
    throw error(errc::program_limit_exceeded,
                "type \"" + e.name + "\" has no room for a label there")
        .hint("Create a type with all labels, and change columns to it with ALTER TABLE .. TYPE.");
  all.insert(at, {*number, text});
  editor_.replace_labels(e.id, std::move(all));
}

void definer::rename_label(catalog::enumeration_definition const& e, ast::alter_type const& tree) {
  labels all = e.labels;
  auto const at = existing_label(all, tree.label) - all.cbegin();
  check_label(tree.other);
  if (find_label(all, tree.other) != all.end())
    throw error(errc::duplicate_object,
                "enum label \"" + std::string(tree.other) + "\" already exists");
  all[static_cast<std::size_t>(at)].text = tree.other;
  editor_.replace_labels(e.id, std::move(all));
  require_expressions("cannot rename label \"" + std::string(tree.label) + "\" of type " + e.name);
}

void definer::rename_type(ast::rename const& tree) {
  catalog::enumeration_ptr const e = enumeration(tree.name);
  editor_.rename(e->id, std::string(tree.to.text));
  require_expressions("cannot rename type " + e->name);
}

void definer::drop_types(ast::drop const& tree) {
  for (ast::qualified_name const& n : tree.names) {
    if (tree.if_exists && !find_type(n, true)) {
      notice("type \"" + std::string(n.object().text) + "\" does not exist, skipping");
      continue;
    }
    catalog::enumeration_ptr const e = enumeration(n);
    if (tree.cascade) {
      std::vector<std::string> dependents;
      for (object_id const id : e->dependents) {
        table_ptr const t = in().find_table(id);
        catalog::each_enumeration(*t, [&](column_definition const& c) {
          if (catalog::enumeration_of(c) == e->id)
            dependents.push_back("column " + c.name + " of table " + t->name);
        });
      }
      cascade_notice(dependents);
    }
    editor_.drop_enumeration(
        e->id, tree.cascade ? drop_behaviour::cascade : drop_behaviour::restrict, view_reads);
    require_expressions("cannot drop type " + e->name);
  }
}

namespace detail {

template <class Bind>
void require(std::string const& refusal, std::string const& what, Bind&& bind) {
  try {
    bind();
  } catch (error const& e) {
    throw error(errc::dependent_objects_still_exist,
                refusal + " because other objects depend on it")
        .detail(what + " would not be valid: " + std::string(e.message()))
        .hint("Drop what depends on it, and create it again after the change.");
  }
}

}  // namespace detail

void definer::require_expressions(table_definition const& t, std::string const& refusal) const {
  auto const keeps = [&](std::string const& what, std::string const& text,
                         types::data_type wanted) {
    detail::require(refusal, what + " of table " + t.name,
                    [&] { static_cast<void>(scope_->expressions()->bind(t, text, wanted)); });
  };
  for (column_definition const& c : t.columns) {
    if (c.default_text) keeps("default of column " + c.name, *c.default_text, c.type);
    if (c.generated_text) keeps("expression of column " + c.name, *c.generated_text, c.type);
  }
  for (constraint_definition const& c : t.constraints) {
    if (c.kind == constraint_kind::check)
      keeps("constraint " + c.name, c.text, types::type_id::boolean);
  }
  for (catalog::index_definition const& i : t.indexes) {
    if (!i.predicate.empty()) keeps("index " + i.name, i.predicate, types::type_id::boolean);
    for (catalog::index_part const& p : i.parts) {
      if (p.column == column_id{}) keeps("index " + i.name, p.expression, {});
    }
  }
}

void definer::require_expressions(std::string const& refusal) const {
  for (table_ptr const& t : in().tables()) require_expressions(*t, refusal);
  in().each([&](catalog::object_row const& row) {
    if (row.kind != object_kind::view) return;
    detail::require(refusal, "view " + row.name, [&] {
      arena memory;
      std::string const query = in().find_view(row.id)->query;
      static_cast<void>(bind_query(parse_query(query, memory), query, *of_));
    });
  });
}

}  // namespace helios::sql::defining
