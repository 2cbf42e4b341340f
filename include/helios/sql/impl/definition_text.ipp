// helios/sql/impl/definition_text.ipp -- see helios/sql/definition_text.hpp
#pragma once

#include <helios/sql/definition_text.hpp>
#include <helios/sql/print.hpp>

#include <algorithm>

namespace helios::sql {

namespace detail {

/// (a, b): columns of a table by their ids.
[[nodiscard]] inline std::string column_list(catalog::table_definition const& table,
                                             std::vector<column_id> const& columns) {
  std::string text;
  for (column_id const c : columns) {
    text += (text.empty() ? "(" : ", ") + quote_name(table.column(c).name);
  }
  return text + ")";
}

[[nodiscard]] inline std::string_view action_words(catalog::key_action action) noexcept {
  switch (action) {
    case catalog::key_action::no_action: return "";
    case catalog::key_action::restrict: return "RESTRICT";
    case catalog::key_action::cascade: return "CASCADE";
    case catalog::key_action::set_null: return "SET NULL";
    case catalog::key_action::set_default: return "SET DEFAULT";
  }
  HELIOS_UNREACHABLE();
}

/// ` DESC NULLS LAST`: what is not said by default.
[[nodiscard]] inline std::string order_words(types::key_order order) {
  std::string words = order.descending ? " DESC" : "";
  if (order.nulls_first != order.descending) {
    words += order.nulls_first ? " NULLS FIRST" : " NULLS LAST";
  }
  return words;
}

[[nodiscard]] inline std::string serial_name(types::type_id type) {
  return type == types::type_id::int2   ? "smallserial"
         : type == types::type_id::int4 ? "serial"
                                        : "bigserial";
}

}  // namespace detail

std::string definition_text::name(catalog::object_id schema, std::string_view name) const {
  auto const in = in_->find(schema);
  return (in ? quote_name(in->name) + "." : std::string()) + quote_name(name);
}

std::string definition_text::type(types::data_type t) const {
  if (innermost(t) != types::type_id::enumeration) return types::to_string(t);
  auto const e = in_->find_enumeration(catalog::object_id{types::definition_of(t).identity});
  HELIOS_EXPECTS(e != nullptr);
  return name(e->schema, e->name) + (t.id == types::type_id::array ? "[]" : "");
}

std::string definition_text::create(catalog::enumeration_definition const& e) const {
  std::string labels;
  for (types::enumeration_label const& l : e.labels)
    labels += (labels.empty() ? "" : ", ") + quote_string(l.text);
  return "CREATE TYPE " + name(e.schema, e.name) + " AS ENUM (" + labels + ")";
}

std::string definition_text::constraint(catalog::table_definition const& table,
                                        catalog::constraint_definition const& c) const {
  switch (c.kind) {
    case catalog::constraint_kind::primary_key:
      return "PRIMARY KEY " + detail::column_list(table, c.columns);
    case catalog::constraint_kind::unique: return "UNIQUE " + detail::column_list(table, c.columns);
    case catalog::constraint_kind::check: return "CHECK (" + c.text + ")";
    case catalog::constraint_kind::foreign_key: break;
  }
  catalog::table_ptr const parent = in_->find_table(c.referenced);
  HELIOS_EXPECTS(parent != nullptr);
  std::string text = "FOREIGN KEY " + detail::column_list(table, c.columns) + " REFERENCES " +
                     name(parent->schema, parent->name) +
                     detail::column_list(*parent, c.referenced_columns);
  if (c.match == catalog::match_kind::full) text += " MATCH FULL";
  auto const add = [&text](std::string_view when, catalog::key_action action) {
    std::string_view const words = detail::action_words(action);
    if (!words.empty()) text.append(when).append(words);
  };
  add(" ON UPDATE ", c.on_update);
  add(" ON DELETE ", c.on_delete);
  return text;
}

std::string definition_text::options(catalog::sequence_definition const& s) const {
  catalog::sequence_definition const plain;
  std::string text;
  auto const add = [&text](char const* words, std::int64_t n) {
    text += words + std::to_string(n);
  };
  if (s.increment != plain.increment) add(" INCREMENT BY ", s.increment);
  if (s.minimum != plain.minimum) add(" MINVALUE ", s.minimum);
  if (s.maximum != plain.maximum) add(" MAXVALUE ", s.maximum);
  if (s.start != plain.start) add(" START WITH ", s.start);
  return s.cycle ? text + " CYCLE" : text;
}

bool definition_text::is_serial(catalog::table_definition const& table,
                                catalog::column_definition const& c) const {
  catalog::sequence_ptr const own =
      c.sequence == catalog::no_object ? nullptr : in_->find_sequence(c.sequence);
  return own && c.identity == catalog::identity_kind::none && c.not_null &&
         own->owner == table.id && own->owner_column == c.id && own->schema == table.schema &&
         own->name == table.name + "_" + c.name + "_seq";
}

std::string definition_text::column(catalog::table_definition const& table,
                                    catalog::column_definition const& c) const {
  catalog::sequence_ptr const own =
      c.sequence == catalog::no_object ? nullptr : in_->find_sequence(c.sequence);
  bool const serial = is_serial(table, c);
  bool const identity = own && c.identity != catalog::identity_kind::none;
  std::string text =
      quote_name(c.name) + " " + (serial ? detail::serial_name(c.type.id) : type(c.type));
  if (c.generated_text) text += " GENERATED ALWAYS AS (" + *c.generated_text + ") STORED";
  if (c.default_text) text += " DEFAULT " + *c.default_text;
  if (own && !serial && !identity)
    text += " DEFAULT nextval(" + quote_string(name(own->schema, own->name)) + ")";
  if (identity) {
    std::string const of_sequence =
        " AS IDENTITY (SEQUENCE NAME " + name(own->schema, own->name) + options(*own) + ")";
    text += (c.identity == catalog::identity_kind::always ? " GENERATED ALWAYS"
                                                          : " GENERATED BY DEFAULT") +
            of_sequence;
  }
  if (c.identity == catalog::identity_kind::autoincrement) text += " AUTOINCREMENT";
  catalog::constraint_definition const* const key = table.primary_key();
  bool const in_key = key != nullptr && std::find(key->columns.begin(), key->columns.end(), c.id) !=
                                            key->columns.end();
  if (c.not_null && !in_key && !serial) text += " NOT NULL";
  return text;
}

std::string definition_text::create(catalog::table_definition const& table) const {
  std::string parts;
  auto const add = [&parts](std::string const& part) {
    parts += (parts.empty() ? "\n  " : ",\n  ") + part;
  };
  for (catalog::column_definition const& c : table.columns) add(column(table, c));
  for (catalog::constraint_definition const& c : table.constraints) {
    if (c.kind == catalog::constraint_kind::foreign_key) continue;
    add("CONSTRAINT " + quote_name(c.name) + " " + constraint(table, c));
  }
  return "CREATE TABLE " + name(table.schema, table.name) + " (" + parts +
         (parts.empty() ? ")" : "\n)");
}

std::string definition_text::create(catalog::table_definition const& table,
                                    catalog::index_definition const& index) const {
  std::string parts;
  for (catalog::index_part const& p : index.parts) {
    parts += parts.empty() ? "" : ", ";
    parts += p.column == column_id{} ? "(" + p.expression + ")"
                                     : quote_name(table.column(p.column).name);
    parts += detail::order_words(p.order);
  }
  return std::string(index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") +
         quote_name(index.name) + " ON " + name(table.schema, table.name) + " (" + parts + ")" +
         (index.predicate.empty() ? std::string() : " WHERE " + index.predicate);
}

std::string definition_text::create(catalog::sequence_definition const& sequence) const {
  return "CREATE SEQUENCE " + name(sequence.schema, sequence.name) + options(sequence);
}

std::string definition_text::create(catalog::view_definition const& view) const {
  std::string columns;
  for (std::string const& c : view.columns) {
    columns += (columns.empty() ? " (" : ", ") + quote_name(c);
  }
  return "CREATE VIEW " + name(view.schema, view.name) + columns + (columns.empty() ? "" : ")") +
         " AS " + view.query;
}

}  // namespace helios::sql
