// helios/sql/impl/bind/table.ipp -- from a name in FROM to a table, view or system table, in the
// state of the database that the name asks for.
#pragma once

#include <helios/sql/impl/bind/binder.hpp>
#include <helios/sql/parse.hpp>

#include <algorithm>

namespace helios::sql::binding {

namespace detail {

struct parts_of_name {
  std::string branch, schema;  // empty: none was written
  std::string object;
};

[[nodiscard]] inline std::string written(ast::qualified_name const& name) {
  std::string r;
  for (ast::name const& part : name.parts) {
    if (!r.empty()) r += '.';
    r += part.text;
  }
  return r;
}

// In a.b, a schema of that name wins over a branch.
[[nodiscard]] inline parts_of_name take_apart(scope& in, ast::qualified_name const& name,
                                              catalog::catalog_reader const& here) {
  surroundings& of = *in.of.of;
  std::string const object(name.object().text);
  if (name.parts.size() == 1) return {{}, {}, object};
  std::string const first(name.parts[0].text);
  if (name.parts.size() == 2) {
    if (!here.find_schema(first) && of.is_branch(first)) return {first, {}, object};
    return {{}, first, object};
  }
  std::string const schema(name.parts[1].text);
  if (name.parts.size() == 3 && of.is_branch(first)) return {first, schema, object};
  if (name.parts.size() == 3 && first == of.session().database) return {{}, schema, object};
  throw error(errc::feature_not_supported,
              "cross-database references are not implemented: \"" + written(name) + '"')
      .at(in.place(name.at));
}

/// Finds a relation of a schema of the catalog. False: the schema has none of that name.
[[nodiscard]] inline bool find_in(found_table& to, catalog::catalog_reader const& catalog,
                                  std::string_view schema, std::string const& object,
                                  scope const& in, ast::position at) {
  auto const schema_id = catalog.find_schema(schema);
  if (!schema_id) return false;
  auto const id = catalog.find_relation(*schema_id, object);
  if (!id) return false;
  to.schema = schema;
  if (in.of.found != nullptr) in.of.found->push_back(*id);
  if ((to.table = catalog.find_table(*id))) return true;
  if ((to.view = catalog.find_view(*id))) return true;
  auto const kind = catalog.kind_of(*id);
  std::string const what = kind ? std::string(catalog::word(*kind)) : std::string("index");
  throw error(errc::wrong_object_type, "cannot open relation \"" + object + '"')
      .detail("This operation is not supported for " + what + (what == "index" ? "es." : "s."))
      .at(in.place(at));
}

}  // namespace detail

found_table find_table(scope& in, ast::qualified_name const& name, ast::period const& when) {
  surroundings& of = *in.of.of;
  found_table to;
  to.branch = in.of.branch;
  to.at = in.of.at;
  if (when.what == ast::period::type::as_of)
    to.at = written_at(in.of, when.at, [&] { return of.when(when.from); });
  auto const state_of = [&] {
    return written_at(in.of, name.at, [&] { return of.state(to.branch, to.at); });
  };
  to.state = state_of();
  detail::parts_of_name const parts = detail::take_apart(in, name, of.catalog(to.state));
  if (!parts.branch.empty()) {
    to.branch = parts.branch;
    to.state = state_of();
  }
  catalog::catalog_reader const& catalog = of.catalog(to.state);
  auto const look = [&](std::string_view schema) {
    return detail::find_in(to, catalog, schema, parts.object, in, name.at);
  };
  if (!parts.schema.empty()) {
    if (look(parts.schema)) return to;
  } else {
    if (!in.of.first_schema.empty() && look(in.of.first_schema)) return to;
    for (std::string const& schema : of.search_path())
      if (look(schema)) return to;
  }
  if (parts.branch.empty() && (to.rows = of.find_rows(parts.schema, parts.object, to.columns)))
    return to;
  throw error(errc::undefined_table, "relation \"" + detail::written(name) + "\" does not exist")
      .at(in.place(name.at));
}

std::unique_ptr<plan::scan> make_scan(scope& in, found_table const& of, std::string alias) {
  auto scan = std::make_unique<plan::scan>();
  scan->table = of.table;
  scan->alias = std::move(alias);
  scan->state = of.state;
  for (std::uint32_t i = 0; i != of.table->columns.size(); ++i) {
    catalog::column_definition const& c = of.table->columns[i];
    scan->columns.push_back(in.of.new_column(c.type, c.name));
    scan->sources.push_back({plan::scan::source::type::table_column, i});
  }
  return scan;
}

relation relation_over(std::span<plan::column const> columns, std::string name) {
  relation r;
  r.name = std::move(name);
  for (plan::column const& c : columns)
    r.fields.push_back({c.name, exec::make_column(c.number, c.type, c.name)});
  return r;
}

void rename(scope const& in, relation& of, ast::alias const& alias, ast::position at) {
  if (!alias.name.empty()) {
    of.name = alias.name.text;
    of.schema.clear();
    of.branch.clear();
  }
  std::size_t visible = 0;
  for (field const& f : of.fields) visible += f.hidden ? 0 : 1;
  if (alias.columns.size() > visible)
    throw error(errc::invalid_column_reference,
                "table \"" + of.name + "\" has " + std::to_string(visible) +
                    " columns available but " + std::to_string(alias.columns.size()) +
                    " columns specified")
        .at(in.place(at));
  for (std::size_t i = 0; i != alias.columns.size(); ++i)
    of.fields[i].name = alias.columns[i].name.text;
}

namespace detail {

/// What VERSIONS adds to a table: found by name, no part of *.
inline void add_version_columns(scope& in, plan::scan& scan, relation& to) {
  using type = plan::scan::source::type;
  struct pseudo {
    std::string_view name;
    type what;
    type_id of;
  };
  constexpr pseudo all[] = {{"versions_startscn", type::start_scn, type_id::int8},
                            {"versions_endscn", type::end_scn, type_id::int8},
                            {"versions_starttime", type::start_time, type_id::timestamptz},
                            {"versions_endtime", type::end_time, type_id::timestamptz},
                            {"versions_operation", type::operation, type_id::text},
                            {"versions_xid", type::transaction, type_id::int8},
                            {"system_time", type::start_time, type_id::timestamptz}};
  for (pseudo const& p : all) {
    plan::column const c = in.of.new_column(p.of, std::string(p.name));
    scan.columns.push_back(c);
    scan.sources.push_back({p.what, 0});
    to.fields.push_back({c.name, exec::make_column(c.number, c.type, c.name), true});
  }
}

[[nodiscard]] inline plan::version_range range_of(scope& in, ast::period const& when,
                                                  std::string_view branch) {
  surroundings& of = *in.of.of;
  auto const moment = [&](ast::moment const& m) {
    return written_at(in.of, when.at, [&] {
      return m.what == ast::moment::type::now ? of.newest(branch) : of.when(m);
    });
  };
  if (when.what == ast::period::type::all) return {scn{}, of.newest(branch)};
  plan::version_range range{moment(when.from), moment(when.to)};
  // FROM a TO b leaves b out.
  if (when.what == ast::period::type::from_to && raw(range.to) != 0)
    range.to = scn{raw(range.to) - 1};
  return range;
}

// A view is bound as if it stood alone, in the state and on the branch of its reference. An error
// in it is told at the reference.
[[nodiscard]] inline node_ptr bind_view(scope& in, found_table const& of, ast::position at) {
  context& all = in.of;
  std::size_t const place = all.place(at);
  arena memory;
  while_set<std::string_view> const text(all.text, of.view->query);
  while_set<std::string> const branch(all.branch, of.branch);
  while_set<std::optional<scn>> const time(all.at, of.at);
  while_set<std::string> const schema(all.first_schema, of.schema);
  while_set<std::vector<catalog::object_id>*> const found(all.found, nullptr);
  while_set<resolved_names*> const resolved(all.resolved, nullptr);
  try {
    auto const statements = parse(of.view->query, memory);
    if (statements.size() != 1 || statements[0]->kind > ast::statement_kind::set_operation)
      throw error(errc::data_corrupted, "view \"" + of.view->name + "\" does not hold a query");
    return bind_query(all, nullptr, nullptr, static_cast<ast::query const&>(*statements[0]));
  } catch (error const& e) {
    throw error(e).at(place);
  }
}

}  // namespace detail

from_part bind_table(scope& in, ast::table const& item, ast::period const* trailing) {
  ast::period const& when =
      trailing != nullptr && trailing->what != ast::period::type::none ? *trailing : item.time;
  if (trailing != nullptr && trailing->what != ast::period::type::none &&
      item.time.what != ast::period::type::none)
    throw error(errc::syntax_error,
                "the time of \"" + std::string(item.name.object().text) + "\" is given twice")
        .at(in.place(trailing->at));
  if (!item.sample.method.parts.empty()) not_supported(in, "TABLESAMPLE", item.at);
  if (item.name.parts.size() == 1 && when.what == ast::period::type::none)
    if (std::optional<from_part> shared = bind_common_table(in, item)) return *std::move(shared);
  found_table const found = find_table(in, item.name, when);
  bool const versions = when.what > ast::period::type::as_of;
  if (versions && !found.table)
    throw error(errc::wrong_object_type, '"' + std::string(item.name.object().text) +
                                             "\" is not a table: it has no versions")
        .at(in.place(item.at));
  from_part to;
  std::string name(item.name.object().text);
  std::string const shown(item.alias.name.empty() ? item.name.object().text : item.alias.name.text);
  relation r;
  if (found.table) {
    auto scan = make_scan(in, found, shown);
    r = relation_over(scan->columns, std::move(name));
    r.table = found.table;
    if (versions) {
      scan->versions = detail::range_of(in, when, found.branch);
      detail::add_version_columns(in, *scan, r);
    }
    to.node = std::move(scan);
  } else if (found.view) {
    to.node = detail::bind_view(in, found, item.name.at);
    r = relation_over(to.node->columns, std::move(name));
    for (std::size_t i = 0; i < found.view->columns.size() && i < r.fields.size(); ++i)
      r.fields[i].name = found.view->columns[i];
  } else {
    auto rows = std::make_unique<plan::rows>();
    rows->source = found.rows;
    for (plan::column const& c : found.columns)
      rows->columns.push_back(in.of.new_column(c.type, c.name));
    r = relation_over(rows->columns, std::move(name));
    to.node = std::move(rows);
  }
  r.schema = found.schema;
  r.branch = found.branch;
  rename(in, r, item.alias, item.at);
  to.relations.push_back(std::move(r));
  return to;
}

}  // namespace helios::sql::binding
