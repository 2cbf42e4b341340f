// helios/sql/definition_text.hpp -- definitions of the catalog as the SQL that makes them again.
//
// Shape     complete statements without a semicolon, all names qualified and quoted where needed
// Laws      define(parse(text(d))) makes a definition that differs from d in ids alone
// Threads   as the catalog_reader
#pragma once

#include <helios/catalog/catalog_reader.hpp>

#include <string>

namespace helios::sql {

class definition_text {
 public:
  /// Requires the reader to outlive this.
  explicit definition_text(catalog::catalog_reader const& in) noexcept : in_(&in) {}

  /// schema.name, quoted.
  [[nodiscard]] HELIOS_DECL std::string name(catalog::object_id schema,
                                             std::string_view name) const;
  /// CREATE TABLE with its columns, keys and checks. Foreign keys and further indexes are apart:
  /// they want other tables, and are quicker made over rows that are there.
  [[nodiscard]] HELIOS_DECL std::string create(catalog::table_definition const& table) const;
  [[nodiscard]] HELIOS_DECL std::string create(catalog::table_definition const& table,
                                               catalog::index_definition const& index) const;
  [[nodiscard]] HELIOS_DECL std::string create(catalog::sequence_definition const& sequence) const;
  [[nodiscard]] HELIOS_DECL std::string create(catalog::view_definition const& view) const;
  [[nodiscard]] HELIOS_DECL std::string create(catalog::enumeration_definition const& e) const;
  /// PRIMARY KEY (id), CHECK (a > 0), FOREIGN KEY (a) REFERENCES s.t(b) ON DELETE CASCADE.
  [[nodiscard]] HELIOS_DECL std::string constraint(catalog::table_definition const& table,
                                                   catalog::constraint_definition const& c) const;
  /// Whether a column's sequence is the one that `serial` makes: its own, with the name and the NOT
  /// NULL that come with it. Another one's is made before the table.
  [[nodiscard]] HELIOS_DECL bool is_serial(catalog::table_definition const& table,
                                           catalog::column_definition const& c) const;
  /// What of a sequence is not as CREATE SEQUENCE makes it: ` INCREMENT BY 2 START WITH 5`.
  [[nodiscard]] HELIOS_DECL std::string options(catalog::sequence_definition const& sequence) const;

 private:
  /// An enumeration with its schema.
  [[nodiscard]] HELIOS_DECL std::string type(types::data_type t) const;
  [[nodiscard]] HELIOS_DECL std::string column(catalog::table_definition const& table,
                                               catalog::column_definition const& c) const;

  catalog::catalog_reader const* in_;
};

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/definition_text.ipp>
#endif
