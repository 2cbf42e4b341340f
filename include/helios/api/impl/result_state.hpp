// helios/api/impl/result_state.hpp -- a result under way.
#pragma once

#include <helios/api/row.hpp>
#include <helios/api/session.hpp>

#include <helios/api/impl/row_block.hpp>

#include <optional>

namespace helios::detail {

struct result_state {
  std::shared_ptr<void> keeps;  // the session
  std::string tag;
  std::uint64_t rows = 0;
  std::vector<notice> notices;
  std::shared_ptr<std::vector<result_column> const> columns;
  std::unique_ptr<api::row_stream> stream;
  std::shared_ptr<row_block> block;
  std::uint32_t at = 0;  // in the block
  std::optional<row> current;
  bool begun = false;

  result_state(std::shared_ptr<void> session, api::outcome from)
      : keeps(std::move(session)),
        tag(std::move(from.tag)),
        rows(from.rows),
        notices(std::move(from.notices)),
        columns(std::make_shared<std::vector<result_column> const>(std::move(from.columns))),
        stream(std::move(from.stream)) {}

  bool advance() {
    begun = true;
    current.reset();
    if (block && ++at < block->rows.count()) return current.emplace(block, at), true;
    if (!stream) return false;
    at = 0;
    renew();
    while (stream->next(block->rows)) {
      if (block->rows.count() != 0) return current.emplace(block, 0), true;
    }
    block->rows.clear();
    stream.reset();  // lets go of the state it read
    return false;
  }

 private:
  /// A block to fill: the one at hand, unless somebody keeps one of its rows.
  void renew() {
    if (block && block.use_count() > 1) {
      block->keep();
      block.reset();
    }
    if (!block) {
      block = std::make_shared<row_block>();
      block->columns = columns;
    }
  }
};

}  // namespace helios::detail
