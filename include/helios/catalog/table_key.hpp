// helios/catalog/table_key.hpp -- where a table's values lie: which are the key of its rows tree,
// which are cells of the row image.
//
// Shape     primary key                         key of the tree                     row image
//           none                                hidden row id, engine counter_rows  all columns
//           one smallint, integer or bigint     that number                         the others
//           anything else                       order_key bytes of its columns      all columns
//           An order key cannot give every value back (1.0 for 1.00), so those stay in the image.
//           A table without a column for its image has a filler, so that no image is empty.
//           Cells are types/value_image.hpp.
// Laws      decode(key(v), image(v)) == v, for values that cast() made for their columns
// Errors    54000 a key longer than storage::key_limit; XX001 damaged rows
#pragma once

#include <helios/base/callback.hpp>
#include <helios/catalog/table.hpp>
#include <helios/history/transaction.hpp>
#include <helios/storage/key.hpp>
#include <helios/storage/long_value.hpp>
#include <helios/types/value.hpp>

#include <memory>
#include <span>
#include <vector>

namespace helios::catalog {

using row_values = std::vector<types::value>;  // one per column, in the table's order

enum class row_key_kind : std::uint8_t { row_id, integer, ordered };

[[nodiscard]] constexpr bool is_integer(types::type_id t) noexcept {
  return t == types::type_id::int2 || t == types::type_id::int4 || t == types::type_id::int8;
}
/// Requires an integer value.
[[nodiscard]] HELIOS_DECL std::int64_t number_of(types::value const& v) noexcept;
[[nodiscard]] HELIOS_DECL types::value number_as(std::int64_t number, types::type_id type);

class row_layout {
 public:
  static constexpr std::size_t in_key = static_cast<std::size_t>(-1);

  /// Of a tree yet to be made.
  HELIOS_DECL explicit row_layout(table_definition const& table);
  /// Of a tree that is there, whose shape outlives this: after a merge its columns may be in
  /// another order.
  HELIOS_DECL row_layout(table_definition const& table, storage::shape const& form);
  row_layout(table_definition const& table, storage::shape&& form) = delete;

  [[nodiscard]] row_key_kind kind() const noexcept { return kind_; }
  [[nodiscard]] storage::key_kind keys() const noexcept { return form_->keys(); }
  /// Whether the table's rows have byte keys.
  [[nodiscard]] HELIOS_DECL static bool orders_rows(table_definition const& table) noexcept;
  [[nodiscard]] storage::shape const& form() const noexcept { return *form_; }
  /// Positions of the primary key's columns.
  [[nodiscard]] std::vector<std::size_t> const& key_columns() const noexcept { return keys_; }
  [[nodiscard]] types::data_type type_of(std::size_t column) const noexcept {
    return types_[column];
  }
  /// Where in the image a column is, or in_key.
  [[nodiscard]] std::size_t cell_of(std::size_t column) const noexcept { return cells_[column]; }

  /// Requires kind() != row_id and no key column NULL.
  [[nodiscard]] HELIOS_DECL storage::key key_of(std::span<types::value const> values) const;
  [[nodiscard]] HELIOS_DECL bytes image_of(std::span<types::value const> values) const;
  /// The values of a row: Row is storage::stored_row, found_row or row_view.
  template <class Row>
  [[nodiscard]] row_values values_of(storage::key_view const& key, Row const& row) const {
    row_values values(types_.size());
    for (std::size_t i = 0; i != types_.size(); ++i) values[i] = value_of(i, key, row);
    return values;
  }
  template <class Row>
  [[nodiscard]] types::value value_of(std::size_t column, storage::key_view const& key,
                                      Row const& row) const {
    if (cells_[column] == in_key) return number_as(key.number, types_[column].id);
    return from_cell(row.at(cells_[column]), types_[column], row.pages());
  }

 private:
  friend class row_images;
  [[nodiscard]] HELIOS_DECL static types::value from_cell(storage::cell const& cell,
                                                          types::data_type type,
                                                          storage::page_source* pages);

  HELIOS_DECL row_layout(table_definition const& table, std::shared_ptr<storage::shape const> form);

  row_key_kind kind_;
  std::vector<types::data_type> types_;
  std::vector<std::size_t> keys_, cells_;
  std::shared_ptr<storage::shape const> form_;
  std::vector<std::size_t> columns_;  // of the table, by cell; in_key: a filler
};

/// Makes images of a layout's rows, one after the other in the same memory.
/// Requires the layout to outlive it.
class row_images {
 public:
  explicit row_images(row_layout const& of) : of_(&of), builder_(of.form()) {}
  /// Valid until the next call.
  [[nodiscard]] byte_view image_of(std::span<types::value const> values) {
    return image_of(values, [] { return nullptr; });
  }
  /// The same of a new version of a row, whose long values stay where they are: it is asked for if
  /// there are any.
  [[nodiscard]] HELIOS_DECL byte_view image_of(std::span<types::value const> values,
                                               callback_ref<history::seen_row const*()> before);
  /// The same of a version that has other values in some columns and all else as it lies there.
  [[nodiscard]] HELIOS_DECL byte_view image_of(history::seen_row const& before,
                                               std::span<std::size_t const> columns,
                                               std::span<types::value const> values);

 private:
  HELIOS_DECL void add(std::size_t column, types::value const& value,
                       callback_ref<history::seen_row const*()> before);

  row_layout const* of_;
  storage::row_builder builder_;
  bytes part_;
};

/// The shape's filler column, when nothing else is in it.
inline constexpr column_id filler_column{0};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/table_key.ipp>
#endif
