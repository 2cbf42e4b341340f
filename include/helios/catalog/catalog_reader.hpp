// helios/catalog/catalog_reader.hpp -- finding tables, views, sequences and schemas of a state by
// name and id.
//
// Shape     reads a published state (head, AS OF, branch), or a transaction with its changes: the
//           catalog is two trees of each state, so it travels in time and branches with the rows
// Threads   over a state: any; over a transaction: one, as the transaction
// Errors    42P01, 3F000, 42809 from the functions that need an object; find_* answer nothing
// Requires  what it reads outlives it: the version is held, the transaction not ended
// Cost      two lookups in trees and one in the cache, under 1 us
#pragma once

#include <helios/catalog/definition_cache.hpp>
#include <helios/catalog/enumeration.hpp>
#include <helios/catalog/sequence.hpp>
#include <helios/catalog/table.hpp>
#include <helios/catalog/view.hpp>
#include <helios/history/transaction.hpp>

#include <functional>
#include <map>
#include <optional>
#include <span>

namespace helios::catalog {

class catalog_reader {
 public:
  /// Throws 55000 if the state has no catalog (catalog_editor.hpp: bootstrap).
  HELIOS_DECL catalog_reader(storage::database_root const& root, storage::tree_space& space,
                             definition_cache& cache);
  catalog_reader(history::transaction& tx, definition_cache& cache) noexcept
      : tx_(&tx), cache_(&cache) {}
  /// Over trees that the caller opens: a draft under validation.
  catalog_reader(storage::tree objects, storage::tree names, definition_cache& cache) noexcept
      : objects_(objects), names_(names), cache_(&cache) {}

  [[nodiscard]] HELIOS_DECL std::optional<object_row> find(object_id id) const;
  [[nodiscard]] HELIOS_DECL std::optional<object_id> find_schema(std::string_view name) const;
  /// Any table, index, view or sequence of a schema.
  [[nodiscard]] HELIOS_DECL std::optional<object_id> find_relation(object_id schema,
                                                                   std::string_view name) const;
  [[nodiscard]] HELIOS_DECL std::optional<object_id> find_type(object_id schema,
                                                               std::string_view name) const;
  [[nodiscard]] HELIOS_DECL std::optional<object_kind> kind_of(object_id id) const;

  // Nothing: no such object, or one of another kind.
  [[nodiscard]] HELIOS_DECL table_ptr find_table(object_id id) const;
  [[nodiscard]] HELIOS_DECL enumeration_ptr find_enumeration(object_id id) const;
  [[nodiscard]] HELIOS_DECL view_ptr find_view(object_id id) const;
  [[nodiscard]] HELIOS_DECL sequence_ptr find_sequence(object_id id) const;
  [[nodiscard]] HELIOS_DECL table_ptr find_table(object_id schema, std::string_view name) const;
  /// The table of an index.
  [[nodiscard]] HELIOS_DECL table_ptr table_of_index(object_id index) const;

  /// Throws 3F000.
  [[nodiscard]] HELIOS_DECL object_id schema(std::string_view name) const;
  /// Throws 42P01, or 42809 `"x" is not a table`.
  [[nodiscard]] HELIOS_DECL table_ptr table(object_id schema, std::string_view name) const;
  [[nodiscard]] HELIOS_DECL view_ptr view(object_id schema, std::string_view name) const;
  [[nodiscard]] HELIOS_DECL sequence_ptr sequence(object_id schema, std::string_view name) const;

  /// The same table whose enumerations have the labels that they have here, too: for showing rows
  /// of two states.
  [[nodiscard]] HELIOS_DECL table_ptr with_labels(table_ptr table) const;

  /// Every object, in order of ids.
  HELIOS_DECL void each(std::function<void(object_row const&)> const& visit) const;
  /// Names of one schema's relations, or types, in their order.
  HELIOS_DECL void each_name(object_id schema,
                             std::function<void(std::string_view, object_id)> const& visit,
                             name_class of = name_class::relation) const;
  [[nodiscard]] HELIOS_DECL std::vector<table_ptr> tables() const;
  /// What belongs to tables: the sequences of their serial and identity columns, and those tied to
  /// them by OWNED BY. A walk of the whole catalog.
  [[nodiscard]] HELIOS_DECL std::vector<sequence_ptr> sequences_of(
      std::span<object_id const> tables) const;
  [[nodiscard]] std::vector<sequence_ptr> sequences_of(object_id table) const {
    return sequences_of({&table, 1});
  }
  /// A column whose values come from a sequence.
  struct sequence_user {
    table_ptr table;
    std::size_t at;
    [[nodiscard]] column_definition const& column() const { return table->columns[at]; }
    /// As messages have it: "default value for column c of table t".
    [[nodiscard]] HELIOS_DECL std::string text() const;
  };
  /// Of any of these. A walk of all tables, if there are any.
  [[nodiscard]] HELIOS_DECL std::vector<sequence_user> users_of(
      std::span<sequence_ptr const> sequences) const;

  /// What goes with a table or a sequence, and who may be in the way.
  struct sequence_group {
    std::vector<sequence_ptr> sequences;
    std::vector<sequence_user> users;
  };
  /// Of each of these that is a sequence, or has some. Two walks at most.
  [[nodiscard]] HELIOS_DECL std::map<object_id, sequence_group> sequence_groups(
      std::span<object_id const> of) const;

  [[nodiscard]] definition_cache& cache() const noexcept { return *cache_; }

 private:
  [[nodiscard]] storage::tree objects() const { return tx_ ? tx_->read(objects_tree) : *objects_; }
  [[nodiscard]] storage::tree names() const { return tx_ ? tx_->read(names_tree) : *names_; }
  [[nodiscard]] HELIOS_DECL std::optional<object_id> find_name(name_class in, object_id schema,
                                                               std::string_view name) const;
  [[nodiscard]] HELIOS_DECL object_id relation(object_id schema, std::string_view name) const;
  [[nodiscard]] HELIOS_DECL table_ptr table_in(storage::key_view const& key,
                                               storage::stored_row const& row) const;
  template <class T, class Decode>
  [[nodiscard]] std::shared_ptr<T const> definition(object_id id, object_kind kind,
                                                    Decode&& decode) const;

  history::transaction* tx_ = nullptr;
  std::optional<storage::tree> objects_, names_;
  definition_cache* cache_;
};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/catalog_reader.ipp>
#endif
