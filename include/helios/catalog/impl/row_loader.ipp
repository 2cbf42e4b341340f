// helios/catalog/impl/row_loader.ipp -- which tables it is for, and rows of SQL values.
#pragma once

#include <helios/catalog/row_loader.hpp>

#include <helios/types/text.hpp>
#include <helios/types/value_image.hpp>

#include <algorithm>

namespace helios::catalog {

namespace detail {

/// Whether rows of the table need to be looked at one by one, or to be numbered.
[[nodiscard]] inline bool asks_more(table_definition const& t, row_layout const& layout,
                                    std::span<std::size_t const> targets) {
  bool const ordered = layout.kind() == row_key_kind::ordered;
  bool const generates = std::any_of(t.columns.begin(), t.columns.end(),
                                     [](auto const& c) { return c.generated_text.has_value(); });
  bool const constrains =
      std::any_of(t.constraints.begin(), t.constraints.end(), [](constraint_definition const& c) {
        return c.kind == constraint_kind::check || c.kind == constraint_kind::foreign_key;
      });
  if (ordered || generates || constrains || !t.indexes.empty()) return true;
  if (layout.kind() == row_key_kind::row_id) return false;
  std::size_t const key = layout.key_columns().front();
  return t.columns[key].identity >= identity_kind::autoincrement ||
         std::find(targets.begin(), targets.end(), key) == targets.end();
}

}  // namespace detail

std::unique_ptr<row_loader> row_loader::begin(write_scope& scope, table_writer const& writer,
                                              std::span<std::size_t const> targets) {
  table_definition const& t = *writer.definition();
  bool const for_writer = detail::asks_more(t, writer.layout(), targets);
  if (for_writer || scope.tx().wrote_to(t.rows)) return nullptr;
  return std::unique_ptr<row_loader>(new row_loader(scope, writer, targets));
}

row_loader::row_loader(write_scope& scope, table_writer const& writer,
                       std::span<std::size_t const> targets)
    : scope_(&scope),
      layout_(&writer.layout()),
      pages_(scope.tx().read(writer.definition()->rows).pages()),
      load_(scope.tx().begin_load(writer.definition()->rows)),
      hidden_(layout_->kind() == row_key_kind::row_id) {
  table_definition const& t = *writer.definition();
  std::vector<bool> of_none(layout_->form().columns().size(), true);
  for (std::size_t i = 0; i != t.columns.size(); ++i) {
    std::size_t const cell = layout_->cell_of(i);
    if (cell == row_layout::in_key) continue;
    of_none[cell] = false;
    if (std::find(targets.begin(), targets.end(), i) != targets.end()) continue;
    column_definition const& c = t.columns[i];
    if (c.not_null || c.default_text || c.sequence != no_object) plain_ = false;
    absent_.push_back(cell);
  }
  for (std::size_t const i : targets) {
    column_definition const& c = t.columns[i];
    std::size_t const cell = layout_->cell_of(i);
    bool const is_key = cell == row_layout::in_key;
    targets_.push_back({cell, is_key ? nullptr : load_->rows().values(cell), c.type.id,
                        c.type.constrained(), c.not_null, is_key});
  }
  for (std::size_t cell = 0; cell != of_none.size(); ++cell)
    if (of_none[cell]) filler_.push_back(cell);
  absent_.insert(absent_.end(), filler_.begin(), filler_.end());
}

void row_loader::drop_row() noexcept { load_->rows().drop_row(); }

void row_loader::put_text(std::size_t cell, std::string_view text) {
  types::check_utf8(text);
  load_->rows().put_bytes(cell, as_bytes(text));
}

void row_loader::put_null(std::size_t cell) { load_->rows().put_null(cell); }

bool row_loader::end_row() { return end_row_with(absent_); }

bool row_loader::end_row_with(std::span<std::size_t const> nulls) {
  if (hidden_ && key_ + 1 >= drawn_end_) draw();
  std::int64_t const key = hidden_ ? key_ + 1 : key_;
  if (!load_->admits(key)) return false;
  for (std::size_t const cell : nulls) load_->rows().put_null(cell);
  load_->end_row(key);
  key_ = key;
  row_ended(load_->rows().size());
  return true;
}

bool row_loader::add_finished(std::span<types::value const> row) {
  begin_row();
  storage::run_rows& rows = load_->rows();
  for (std::size_t i = 0; i != row.size(); ++i) {
    std::size_t const cell = layout_->cell_of(i);
    if (cell == row_layout::in_key) {
      key_ = number_of(row[i]);
    } else if (row[i].is_null()) {
      rows.put_null(cell);
    } else {
      rows.put_image(cell, types::image_in(row[i], layout_->type_of(i), part_));
    }
  }
  return end_row_with(filler_);
}

/// Numbers for a leaf of rows, one behind the other.
void row_loader::draw() {
  std::uint64_t const count = scope_->engine().space().limits().base_rows;
  auto const first =
      static_cast<std::int64_t>(scope_->engine().next_id(history::engine::counter_rows, count));
  if (first != drawn_end_) load_->cut_apart();
  key_ = first - 1;
  drawn_end_ = first + static_cast<std::int64_t>(count);
}

void row_loader::finish() && {
  begin_row();
  load_->cut();
  scope_->tx().add_load(std::move(load_));
}

}  // namespace helios::catalog
