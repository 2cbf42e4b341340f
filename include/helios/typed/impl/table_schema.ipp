// helios/typed/impl/table_schema.ipp -- CREATE TABLE and CREATE INDEX of a typed table.
#pragma once

#include <helios/typed/table_schema.hpp>

#include <helios/sql/print.hpp>

#include <algorithm>

namespace helios::typed {

namespace detail {

[[nodiscard]] inline std::string_view action_text(action a) {
  switch (a) {
    case action::no_action: return "";
    case action::restrict: return "RESTRICT";
    case action::cascade: return "CASCADE";
    case action::set_null: return "SET NULL";
    case action::set_default: return "SET DEFAULT";
  }
  HELIOS_UNREACHABLE();
}

[[nodiscard]] inline std::string name_text(std::string const& constraint) {
  return constraint.empty() ? "" : "CONSTRAINT " + sql::quote_name(constraint) + ' ';
}

table_schema make_schema(std::string_view name, std::span<column_schema const> columns,
                         std::span<constraint_adder const> constraints) {
  table_schema s;
  s.name = name;
  for (column_schema const& c : columns)
    s.columns.push_back({std::string(c.name()), c.type, c.nullable, {}, {}, c.labels});
  for (constraint_adder const add : constraints) add(s);
  return s;
}

[[nodiscard]] inline std::vector<std::string> list_of(name_span names) {
  return {names.begin(), names.end()};
}

void add_key(table_schema& to, constraint kind, name_span columns, std::string_view name) {
  to.keys.push_back({kind, list_of(columns), std::string(name)});
}

void add_reference(table_schema& to, name_span columns, std::string_view table,
                   name_span referenced, action on_delete, action on_update,
                   std::string_view name) {
  to.references.push_back({list_of(columns), table.empty() ? to.name : std::string(table),
                           list_of(referenced), on_delete, on_update, std::string(name)});
}

void add_check(table_schema& to, std::string text, std::string_view name) {
  to.checks.push_back({std::move(text), std::string(name)});
}

void add_column_text(table_schema& to, constraint kind, std::string_view column,
                     std::string_view text) {
  for (table_schema::column& c : to.columns) {
    if (c.name == column)
      (kind == constraint::generated ? c.generated_text : c.default_text) = text;
  }
}

}  // namespace detail

std::string quoted(std::string_view name) { return sql_text().add_name(name).text(); }

std::string bracketed(std::span<std::string const> names) {
  std::string all = "(";
  for (std::string const& n : names) all += (all.size() == 1 ? "" : ", ") + sql::quote_name(n);
  return all + ')';
}

std::vector<enum_schema const*> enumerations_of(table_schema const& of) {
  std::vector<enum_schema const*> all;
  for (table_schema::column const& c : of.columns) {
    if (innermost(c.type) == types::type_id::enumeration && std::ranges::count(all, c.labels) == 0)
      all.push_back(c.labels);
  }
  return all;
}

std::string create_text(enum_schema const& of) {
  std::string labels;
  for (std::string_view const label : of.labels)
    labels += (labels.empty() ? "" : ", ") + sql::quote_string(label);
  return "CREATE TYPE " + sql::quote_name(of.name) + " AS ENUM (" + labels + ')';
}

std::string type_text(table_schema::column const& c) {
  if (innermost(c.type) != types::type_id::enumeration) return types::to_string(c.type);
  return sql::quote_name(c.labels->name) + (c.type.id == types::type_id::array ? "[]" : "");
}

std::string column_text(table_schema::column const& c) {
  std::string text = sql::quote_name(c.name) + ' ' + type_text(c);
  if (!c.nullable) text += " NOT NULL";
  if (c.default_text) text += " DEFAULT " + *c.default_text;
  if (c.generated_text) text += " GENERATED ALWAYS AS (" + *c.generated_text + ") STORED";
  return text;
}

std::string constraint_text(table_schema::key const& k) {
  HELIOS_EXPECTS(k.kind != constraint::index);
  return detail::name_text(k.name) +
         (k.kind == constraint::primary_key ? "PRIMARY KEY " : "UNIQUE ") + bracketed(k.columns);
}

std::string constraint_text(table_schema::condition const& c) {
  return detail::name_text(c.name) + "CHECK (" + c.text + ')';
}

std::string constraint_text(table_schema::reference const& r) {
  std::string text = detail::name_text(r.name) + "FOREIGN KEY " + bracketed(r.columns) +
                     " REFERENCES " + quoted(r.table) + ' ' + bracketed(r.referenced);
  auto const add = [&](std::string_view on, action a) {
    if (a != action::no_action) text.append(on).append(detail::action_text(a));
  };
  add(" ON DELETE ", r.on_delete);
  add(" ON UPDATE ", r.on_update);
  return text;
}

std::string index_text(table_schema const& of, table_schema::key const& k) {
  HELIOS_EXPECTS(k.kind == constraint::index);
  std::string const name = k.name.empty() ? "" : sql::quote_name(k.name) + ' ';
  return "CREATE INDEX " + name + "ON " + quoted(of.name) + ' ' + bracketed(k.columns);
}

std::vector<std::string> create_texts(table_schema const& of) {
  std::string parts;
  auto const add = [&](std::string const& part) { parts += (parts.empty() ? "" : ", ") + part; };
  std::vector<std::string> indexes;
  for (table_schema::column const& c : of.columns) add(column_text(c));
  for (table_schema::key const& k : of.keys) {
    if (k.kind == constraint::index) {
      indexes.push_back(index_text(of, k));
    } else {
      add(constraint_text(k));
    }
  }
  for (table_schema::condition const& c : of.checks) add(constraint_text(c));
  for (table_schema::reference const& r : of.references) add(constraint_text(r));
  std::vector<std::string> texts{"CREATE TABLE " + quoted(of.name) + " (" + parts + ')'};
  texts.insert(texts.end(), indexes.begin(), indexes.end());
  return texts;
}

}  // namespace helios::typed
