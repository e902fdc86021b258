# Generated from stack.toml by formwork; edit that file.
