// A table in helios, through the engine and its trees.
#pragma once

#include <bench/support/commits.hpp>
#include <bench/support/rows.hpp>

#include <helios/history/engine.hpp>
#include <helios/history/transaction.hpp>
#include <helios/storage/posix_vfs.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace helios::bench {

class helios_store {
 public:
  static constexpr char const* name = "helios";

  explicit helios_store(std::string const& path, commits wait, history::engine_options options = {})
      : form_(storage::key_kind::int64, {{column_id{1}, physical_type::int64},
                                         {column_id{2}, physical_type::float64},
                                         {column_id{3}, physical_type::bytes}}) {
    options.durability = wait == commits::durable ? durability::full : durability::off;
    engine_ = history::engine::open(storage::system_vfs(), path, options);
  }

  /// One transaction of `rows` rows in key order, their text made longer by `padding` bytes.
  void load(std::uint64_t rows, std::size_t padding = 0) {
    padding_.assign(padding, '.');
    load_into(table, rows);
  }
  void load_into(tree_id id, std::uint64_t rows) {
    history::transaction t(engine_, history::main_branch);
    t.create(id, form_);
    storage::row_builder image(form_);
    for (std::uint64_t i = 0; i != rows; ++i) put(t, image, i, row_at(i), id);
    t.commit();
  }

  /// Puts upkeep that earlier writing left over behind us.
  void settle() { engine_->checkpoint(); }

  /// One commit of one changed row. Any thread.
  void update(std::uint64_t i, std::uint64_t n, branch_id branch = history::main_branch) {
    history::transaction t(engine_, branch);
    storage::row_builder image(form_);
    put(t, image, i, row_at(i, n));
    t.commit();
  }

  /// Puts the i-th row into a transaction.
  void put(history::transaction& t, storage::row_builder& image, std::uint64_t i, row const& r,
           tree_id id = table) const {
    image.clear();
    image.add_value(r.number).add_value(r.real);
    if (padding_.empty()) {
      image.add(storage::cell_of(std::string_view(r.text.data(), r.text.size())));
    } else {
      image.add(storage::cell_of(std::string_view(padding_ + r.text[0])));
    }
    t.put(id, key_at(i), image.image());
  }

  [[nodiscard]] storage::tree open(history::version_ptr const& state) const {
    return *storage::open_tree(state->root(), table, engine_->space());
  }
  [[nodiscard]] std::shared_ptr<history::engine> const& engine() const noexcept { return engine_; }
  [[nodiscard]] storage::shape const& form() const noexcept { return form_; }
  /// Bytes of the file that hold something: not what is reserved ahead.
  [[nodiscard]] std::uint64_t file_bytes() const { return engine_->file().end(); }

  static constexpr tree_id table{100};

 private:
  storage::shape form_;
  std::string padding_;
  std::shared_ptr<history::engine> engine_;
};

}  // namespace helios::bench
