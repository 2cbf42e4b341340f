// helios/api/impl/result_state.hpp -- a result under way.
#pragma once

#include <helios/api/row.hpp>

#include <helios/api/impl/connection.hpp>

#include <optional>

namespace helios::detail {

struct result_state {
  std::shared_ptr<connection> keeps;
  command_tag tag;
  std::string tag_text;  // once somebody asked
  std::uint64_t rows = 0;
  std::vector<notice> notices;
  result_columns columns;
  std::unique_ptr<api::row_stream> stream;
  std::shared_ptr<row_block> block;
  std::uint32_t at = 0;  // in the block
  std::optional<row> current;
  bool begun = false;

  /// Made before its statement runs: one that has run is not lost for want of memory.
  explicit result_state(std::shared_ptr<connection> in) noexcept : keeps(std::move(in)) {}
  result_state(result_state const&) = delete;
  result_state& operator=(result_state const&) = delete;
  ~result_state() {
    current.reset();
    end();
    if (block) keeps->put_block(std::move(block));
  }

  void take(api::outcome&& from) noexcept {
    tag = std::move(from.tag);
    rows = from.rows;
    notices = std::move(from.notices);
    columns = std::move(from.columns);
    stream = std::move(from.stream);
  }

  bool advance() {
    current.reset();
    return step() && (current.emplace(block, at), true);
  }
  /// Goes to the next row, without a handle to it.
  bool step() {
    begun = true;
    if (block && ++at < block->rows.count()) return true;
    if (!stream) return false;
    at = 0;
    if (stream->ended()) return end(), false;
    try {
      renew();
      while (stream->next(block->rows)) {
        if (block->rows.count() != 0) return true;
      }
    } catch (...) {
      end();
      throw;
    }
    end();
    return false;
  }

 private:
  /// There are no more rows: lets go of the state that they were read from.
  void end() noexcept {
    if (block && block.use_count() > 1) {  // somebody has one of its rows
      try {
        block->keep();
      } catch (std::bad_alloc const&) {
        block->source = std::move(stream);  // without memory for copies they stay where they lie
      }
      block.reset();
    }
    if (block) block->rows.clear();
    stream.reset();
  }
  /// A block to fill: the one at hand, unless somebody keeps one of its rows.
  void renew() {
    if (block && block.use_count() > 1) {
      block->keep();
      block.reset();
    }
    if (!block) {
      block = keeps->take_block();
      block->columns = columns;
    }
  }
};

}  // namespace helios::detail
