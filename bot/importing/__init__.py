"""From a CSV file to a warehouse: what is read here is reported before anything is believed."""
