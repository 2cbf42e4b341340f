// helios/api/impl/connection.hpp -- what the public handles of one session share.
#pragma once

#include <helios/api/options.hpp>
#include <helios/api/session.hpp>

#include <helios/api/impl/expected_tables.hpp>
#include <helios/api/impl/row_block.hpp>

#include <list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

namespace helios::detail {

/// A session and the statements it has seen. Results keep it, so it may outlive its database.
class connection {
 public:
  connection(std::shared_ptr<api::instance> in, api::session_options options,
             std::optional<std::chrono::milliseconds> timeout)
      : talk(std::move(in), std::move(options)), timeout_(timeout) {}

  api::session talk;
  expected_tables tables;

  /// The statements of a text, parsed once.
  [[nodiscard]] std::vector<api::statement_ptr> const& statements(std::string_view text) {
    auto const known = parsed_.find(std::string(text));
    if (known != parsed_.end()) return known->second;
    std::vector<api::statement_ptr> fresh = api::parse(text);
    // Programs have few texts; those that build texts gain nothing from a longer memory.
    if (parsed_.size() == most_texts || text.size() > longest_text) parsed_.clear();
    return parsed_[std::string(text)] = std::move(fresh);
  }
  [[nodiscard]] api::outcome run(api::statement_ptr const& what,
                                 std::span<types::value const> parameters,
                                 run_options const& options) {
    if (options.timeout || !timeout_) return talk.run(what, parameters, options);
    return talk.run(what, parameters, patient(options));
  }
  [[nodiscard]] std::optional<std::uint64_t> insert(typed::row_feed const& rows) {
    return talk.insert(rows, patient({}));
  }
  [[nodiscard]] bool walk(api::statement_ptr const& what, std::span<types::value const> parameters,
                          std::span<typed::column_schema const> columns, typed::block_taker to) {
    return talk.walk(what, parameters, columns, patient({}), to);
  }
  [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const noexcept {
    return timeout_;
  }

  // A block to fill, and back again: small results come often, and find its memory made.
  [[nodiscard]] std::shared_ptr<row_block> take_block() {
    return spare_ ? std::move(spare_) : std::make_shared<row_block>();
  }
  void put_block(std::shared_ptr<row_block> block) noexcept {
    bool const small =
        block->rows.count() <= most_spare_rows && block->rows.memory.capacity() <= most_spare_bytes;
    if (block.use_count() != 1 || !small) return;
    block->rows.clear();
    block->columns.reset();
    spare_ = std::move(block);
  }

 private:
  [[nodiscard]] run_options patient(run_options options) const {
    if (!options.timeout) options.timeout = timeout_;
    return options;
  }

  static constexpr std::size_t most_texts = 256;
  static constexpr std::size_t longest_text = 1 << 16;
  std::unordered_map<std::string, std::vector<api::statement_ptr>> parsed_;
  std::optional<std::chrono::milliseconds> timeout_;
  static constexpr std::uint32_t most_spare_rows = 64;
  static constexpr std::size_t most_spare_bytes = 1 << 14;  // counted by whoever fills it next
  std::shared_ptr<row_block> spare_;
};

}  // namespace helios::detail
