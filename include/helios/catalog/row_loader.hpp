// helios/catalog/row_loader.hpp -- rows that come in the order of their key, into a table that asks
// no more of them than types, NOT NULL and that key: whole leaves are made of them.
//
// Shape     What is not taken is for a table_writer: a value that has to be cast or is refused, a
//           key that does not ascend or is there. Whoever gives it such a row inserts those before
//           it there, too (each_row()), for a transaction writes to a table in one way.
// Holds     (O1) a row that was not taken leaves no trace
// Threads   one, as the transaction
// Errors    as storage/leaf_load.hpp
// Cost      65 ns per row of four columns with its share of the commit (tools/bench storage:
//           appender); memory for all rows
#pragma once

#include <helios/catalog/row_sink.hpp>
#include <helios/catalog/table_writer.hpp>
#include <helios/storage/leaf_load.hpp>

#include <memory>
#include <span>
#include <vector>

namespace helios::catalog {

class row_loader final : public row_sink {
 public:
  /// nullptr: the table asks for more, or this transaction has written to it.
  /// Requires the scope and the writer to outlive it. `targets`: the columns that rows give.
  [[nodiscard]] HELIOS_DECL static std::unique_ptr<row_loader> begin(
      write_scope& scope, table_writer const& writer, std::span<std::size_t const> targets);

  /// As add().  Requires a row that table_writer::finished() made.
  [[nodiscard]] HELIOS_DECL bool add_finished(std::span<types::value const> row);
  [[nodiscard]] std::uint64_t count() const noexcept { return load_->count(); }

  /// Visits the rows that were taken, in order: visit(row_values).
  template <class F>
  void each_row(F const& visit) {
    begin_row();
    load_->cut();
    for (storage::node_ref const leaf : load_->part().leaves) {
      storage::run_view const run(leaf.address());
      for (std::uint32_t i = 0; i != run.rows(); ++i)
        visit(layout_->values_of(run.int_key(i), loaded_row{&run, i, pages_}));
    }
  }
  /// Gives the rows to the transaction.
  HELIOS_DECL void finish() &&;

 private:
  /// A row of a run, as row_layout reads rows.
  struct loaded_row {
    storage::run_view const* run;
    std::uint32_t position;
    storage::page_source* from;
    [[nodiscard]] storage::cell at(std::size_t column) const noexcept {
      return run->at(run->column(static_cast<std::uint32_t>(column)), position);
    }
    [[nodiscard]] storage::page_source* pages() const noexcept { return from; }
  };

  HELIOS_DECL row_loader(write_scope& scope, table_writer const& writer,
                         std::span<std::size_t const> targets);

  HELIOS_DECL void drop_row() noexcept override;
  HELIOS_DECL void put_text(std::size_t cell, std::string_view text) override;
  HELIOS_DECL void put_null(std::size_t cell) override;
  HELIOS_DECL bool end_row() override;
  [[nodiscard]] HELIOS_DECL bool end_row_with(std::span<std::size_t const> nulls);
  HELIOS_DECL void draw();

  write_scope* scope_;
  row_layout const* layout_;
  storage::page_source* pages_;
  std::unique_ptr<storage::leaf_load> load_;
  std::vector<std::size_t> filler_;  // cells of no column
  std::vector<std::size_t> absent_;  // of columns that are not given, too
  bool hidden_;                      // keys are drawn: key_ is the last one
  std::int64_t drawn_end_ = 0;       // behind those drawn
  bytes part_;
};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/row_loader.ipp>
#endif
