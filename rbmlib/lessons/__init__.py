"""What only notebooks and labs use: pictures, the mistakes they plant, the texts they examine."""
