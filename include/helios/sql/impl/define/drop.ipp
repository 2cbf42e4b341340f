// helios/sql/impl/define/drop.ipp -- DROP.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/define/definer.hpp>

#include <algorithm>

namespace helios::sql::defining {

[[nodiscard]] inline std::optional<object_kind> kind_of(ast::object_kind what) {
  switch (what) {
    case ast::object_kind::table: return object_kind::table;
    case ast::object_kind::view: return object_kind::view;
    case ast::object_kind::index: return object_kind::index;
    case ast::object_kind::sequence: return object_kind::sequence;
    case ast::object_kind::schema: return object_kind::schema;
    default: return {};
  }
}

[[nodiscard]] inline std::string_view with_article(object_kind kind) {
  return kind == object_kind::index      ? "an index"
         : kind == object_kind::table    ? "a table"
         : kind == object_kind::view     ? "a view"
         : kind == object_kind::sequence ? "a sequence"
                                         : "a schema";
}

[[nodiscard]] inline std::string_view plural(ast::object_kind what) {
  switch (what) {
    case ast::object_kind::materialized_view: return "materialized views are";
    case ast::object_kind::domain: return "domains are";
    case ast::object_kind::database: return "databases beside this one are";
    case ast::object_kind::policy: return "policies are";
    case ast::object_kind::extension: return "extensions are";
    default: return "such objects are";
  }
}

void definer::define(ast::drop const& tree) {
  auto const kind = kind_of(tree.what);
  if (kind == object_kind::schema) return drop_schemas(tree);
  if (tree.what == ast::object_kind::type) return drop_types(tree);
  if (kind) return drop_relations(tree, *kind);
  // What cannot be there may be dropped if it exists.
  if (!tree.if_exists) throw not_supported(plural(tree.what)).at(place(tree.at));
  for (ast::qualified_name const& n : tree.names)
    notice("\"" + std::string(n.object().text) + "\" does not exist, skipping");
}

void definer::drop_schemas(ast::drop const& tree) {
  for (ast::qualified_name const& n : tree.names) {
    std::string const name(n.object().text);
    auto const id = in().find_schema(name);
    if (!id && tree.if_exists) {
      notice("schema \"" + name + "\" does not exist, skipping");
      continue;
    }
    bool has_types = false;
    if (id && tree.cascade) {
      std::vector<std::string> dependents;
      in().each_name(*id, [&](std::string_view inside, object_id each) {
        object_kind const kind = *in().kind_of(each);
        if (kind != object_kind::index)
          dependents.push_back(std::string(catalog::word(kind)) + " " + std::string(inside));
      });
      in().each_name(
          *id,
          [&](std::string_view inside, object_id) {
            has_types = true;
            dependents.push_back("type " + std::string(inside));
          },
          catalog::name_class::type);
      cascade_notice(dependents);
    }
    editor_.drop_schema(name, tree.cascade ? drop_behaviour::cascade : drop_behaviour::restrict);
    if (has_types) require_expressions("cannot drop schema " + name);
  }
}

void definer::collect_dependents(object_id of, sequence_groups const& groups,
                                 std::set<object_id>& seen, std::vector<std::string>& out) const {
  check_stack();
  std::vector<object_id> dependents;
  if (table_ptr const t = in().find_table(of)) dependents = t->dependents;
  if (catalog::view_ptr const v = in().find_view(of)) dependents = v->dependents;
  for (object_id const id : dependents) {
    if (seen.contains(id)) continue;
    if (table_ptr const child = in().find_table(id)) {
      for (constraint_definition const& c : child->constraints) {
        if (c.kind == constraint_kind::foreign_key && c.referenced == of)
          out.push_back("constraint " + c.name + " on table " + child->name);
      }
      continue;
    }
    seen.insert(id);
    out.push_back("view " + in().find(id)->name);
    collect_dependents(id, groups, seen, out);
  }
  auto const group = groups.find(of);
  if (group == groups.end()) return;
  for (auto const& user : group->second.users) {
    if (!seen.contains(user.table->id)) out.push_back(user.text());
  }
}

void definer::refuse_if_identity(sequence_groups const& groups) const {
  for (auto const& [sequence, group] : groups) {
    for (auto const& user : group.users) {
      if (user.column().identity == identity_kind::none) continue;
      std::string const column = "column " + user.column().name + " of table " + user.table->name;
      throw error(errc::dependent_objects_still_exist, "cannot drop sequence " +
                                                           in().find(sequence)->name + " because " +
                                                           column + " requires it")
          .hint("You can drop " + column + " instead.");
    }
  }
}

void definer::cascade_notice(std::vector<std::string> const& dependents) {
  if (dependents.empty()) return;
  if (dependents.size() == 1) return notice("drop cascades to " + dependents.front());
  std::string text = "drop cascades to " + std::to_string(dependents.size()) + " other objects";
  for (std::string const& d : dependents) text += "\ndrop cascades to " + d;
  notice(std::move(text));
}

void definer::drop_relations(ast::drop const& tree, object_kind kind) {
  std::vector<object_id> all;
  for (ast::qualified_name const& n : tree.names) {
    std::string const name(n.object().text);
    std::string const word(catalog::word(kind));
    auto const id = find(n, tree.if_exists);
    if (!id) {
      if (tree.if_exists) {
        notice(word + " \"" + name + "\" does not exist, skipping");
        continue;
      }
      throw error(kind == object_kind::index ? errc::undefined_object : errc::undefined_table,
                  word + " \"" + name + "\" does not exist");
    }
    object_kind const found = *in().kind_of(*id);
    if (found != kind) {
      std::string upper(catalog::word(found));
      for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
      throw error(errc::wrong_object_type,
                  "\"" + name + "\" is not " + std::string(with_article(kind)))
          .hint("Use DROP " + upper + " to remove " + std::string(with_article(found)) + ".");
    }
    all.push_back(*id);
  }
  // What depends on one of them and is another of them is no obstacle.
  std::set<object_id> going(all.begin(), all.end());
  sequence_groups groups;
  if (kind == object_kind::table || kind == object_kind::sequence)
    groups = in().sequence_groups(all);
  if (kind == object_kind::sequence) refuse_if_identity(groups);
  auto const leans_inside = [&](object_id id) {
    std::vector<object_id> dependents;
    if (table_ptr const t = in().find_table(id)) dependents = t->dependents;
    if (catalog::view_ptr const v = in().find_view(id)) dependents = v->dependents;
    for (auto const& user : groups[id].users) dependents.push_back(user.table->id);
    return std::all_of(dependents.begin(), dependents.end(),
                       [&](object_id d) { return going.contains(d); });
  };
  if (tree.cascade) {
    std::vector<std::string> dependents;
    std::set<object_id> seen = going;
    for (object_id const id : all) collect_dependents(id, groups, seen, dependents);
    cascade_notice(dependents);
  }
  for (object_id const id : all) {
    if (!in().kind_of(id)) continue;  // gone with one before it
    drop_behaviour const how =
        tree.cascade || leans_inside(id) ? drop_behaviour::cascade : drop_behaviour::restrict;
    switch (kind) {
      case object_kind::table: editor_.drop_table(id, how, groups[id]); break;
      case object_kind::view: editor_.drop_view(id, how); break;
      case object_kind::sequence: editor_.drop_sequence(id, how, groups[id]); break;
      case object_kind::index: editor_.drop_index(id); break;
      case object_kind::schema:
      case object_kind::type: HELIOS_UNREACHABLE();
    }
  }
}

}  // namespace helios::sql::defining
